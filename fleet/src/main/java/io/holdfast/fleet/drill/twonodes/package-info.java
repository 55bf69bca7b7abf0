/** A node is paused or killed while the other goes on: when it is back it answers as the other does. */
@NullMarked
package io.holdfast.fleet.drill.twonodes;

import org.jspecify.annotations.NullMarked;
