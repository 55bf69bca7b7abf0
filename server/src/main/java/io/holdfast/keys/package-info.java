/** The signing keys of the cell: made, sealed, announced and opened. */
@NullMarked
package io.holdfast.keys;

import org.jspecify.annotations.NullMarked;
