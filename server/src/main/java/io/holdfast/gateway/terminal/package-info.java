/** A person's terminal on a device. */
@NullMarked
package io.holdfast.gateway.terminal;

import org.jspecify.annotations.NullMarked;
