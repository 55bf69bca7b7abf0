/** Drills 45 and 46: a firmware misbehaves; it is named, and held back. */
@NullMarked
package io.holdfast.fleet.drill.firmware;

import org.jspecify.annotations.NullMarked;
