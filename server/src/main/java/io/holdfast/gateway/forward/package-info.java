/** A person's connections through a device. */
@NullMarked
package io.holdfast.gateway.forward;

import org.jspecify.annotations.NullMarked;
