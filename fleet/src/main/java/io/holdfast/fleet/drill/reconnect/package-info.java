/** Drill 32: the server comes back without its database, and the whole fleet with it. */
@NullMarked
package io.holdfast.fleet.drill.reconnect;

import org.jspecify.annotations.NullMarked;
