/** Symptoms that are judged over a window, with hysteresis. */
@NullMarked
package io.holdfast.operator.alarm;

import org.jspecify.annotations.NullMarked;
