/**
 * Sessions on devices' links: the server speaks the protocol itself and relays nothing unchecked, so that nobody can make an agent
 * break, and whoever offers terminals, files or tunnels never touches a frame.
 */
@NullMarked
package io.holdfast.gateway.session;

import org.jspecify.annotations.NullMarked;
