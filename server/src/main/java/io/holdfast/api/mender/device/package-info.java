/** Mender's device API on the event loops: no decisions, no waiting, no SQL. */
@NullMarked
package io.holdfast.api.mender.device;

import org.jspecify.annotations.NullMarked;
