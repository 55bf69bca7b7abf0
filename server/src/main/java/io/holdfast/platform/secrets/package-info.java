/** Sealed secrets and signing keys. */
@NullMarked
package io.holdfast.platform.secrets;

import org.jspecify.annotations.NullMarked;
