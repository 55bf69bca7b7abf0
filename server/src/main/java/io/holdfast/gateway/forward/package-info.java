/**
 * Connections through a device: a person's, as Mender's tools ask for them, and {@linkplain DeviceStreams streams} for the server's own
 * use.
 */
@NullMarked
package io.holdfast.gateway.forward;

import org.jspecify.annotations.NullMarked;
