/** Artifacts: upload, storage, signed downloads. */
@NullMarked
package io.holdfast.release;

import org.jspecify.annotations.NullMarked;
