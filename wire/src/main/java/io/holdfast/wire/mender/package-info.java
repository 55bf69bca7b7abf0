/** The messages of the Mender device protocol as records. */
@NullMarked
package io.holdfast.wire.mender;

import org.jspecify.annotations.NullMarked;
