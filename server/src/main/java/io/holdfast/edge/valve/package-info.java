/** Judges devices by the valves that operators set. */
@NullMarked
package io.holdfast.edge.valve;

import org.jspecify.annotations.NullMarked;
