/** The drill of sudden death: server, PostgreSQL or both are killed under writes, and nothing acknowledged may be missing. */
@NullMarked
package io.holdfast.fleet.drill.crash;

import org.jspecify.annotations.NullMarked;
