/** Device URLs. */
@NullMarked
package io.holdfast.gateway.url;

import org.jspecify.annotations.NullMarked;
