/** Drill 39: ten times the links that a server has room for. */
@NullMarked
package io.holdfast.fleet.drill.overrun;

import org.jspecify.annotations.NullMarked;
