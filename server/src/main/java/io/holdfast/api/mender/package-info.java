/** Mender's HTTP API: routes between bytes and the domain, no decisions. */
@NullMarked
package io.holdfast.api.mender;

import org.jspecify.annotations.NullMarked;
