@NullMarked
package io.holdfast.gateway.session;

import org.jspecify.annotations.NullMarked;
