/** Files from and to live devices, streamed in constant memory. */
@NullMarked
package io.holdfast.gateway.files;

import org.jspecify.annotations.NullMarked;
