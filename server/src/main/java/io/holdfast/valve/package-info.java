/** Valves: what operators hold back, for a while, of what devices ask for. */
@NullMarked
package io.holdfast.valve;

import org.jspecify.annotations.NullMarked;
