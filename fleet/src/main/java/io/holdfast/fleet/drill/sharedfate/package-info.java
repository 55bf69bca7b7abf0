/** Drill 34: the control plane is lost, and open terminals and tunnels go on. */
@NullMarked
package io.holdfast.fleet.drill.sharedfate;

import org.jspecify.annotations.NullMarked;
