/** What device URLs are made of. */
@NullMarked
package io.holdfast.exposure;

import org.jspecify.annotations.NullMarked;
