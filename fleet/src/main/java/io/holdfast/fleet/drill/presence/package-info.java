/** Drill 31: what other nodes say of a dead node's devices. */
@NullMarked
package io.holdfast.fleet.drill.presence;

import org.jspecify.annotations.NullMarked;
