/** HTTP answers. */
@NullMarked
package io.holdfast.platform.http;

import org.jspecify.annotations.NullMarked;
