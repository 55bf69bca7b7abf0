/** Streams to devices' ports. */
@NullMarked
package io.holdfast.gateway.forward;

import org.jspecify.annotations.NullMarked;
