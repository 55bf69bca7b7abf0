/** Links that speak {@code holdfast.mux.1}: streams on a device's link. No SQL, no waiting. */
@NullMarked
package io.holdfast.gateway.mux;

import org.jspecify.annotations.NullMarked;
