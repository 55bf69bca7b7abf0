/** Mender artifacts, read in one pass from a stream of any length. */
@NullMarked
package io.holdfast.wire.artifact;

import org.jspecify.annotations.NullMarked;
