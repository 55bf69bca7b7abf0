/** Devices' links: a lean pipeline on the port that devices know, their liveness, bounds and ends. No SQL, no waiting. */
@NullMarked
package io.holdfast.gateway.link;

import org.jspecify.annotations.NullMarked;
