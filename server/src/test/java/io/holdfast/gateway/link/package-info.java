@NullMarked
package io.holdfast.gateway.link;

import org.jspecify.annotations.NullMarked;
