/** The live links of devices: one outbound WebSocket a device, and what travels over it. */
@NullMarked
package io.holdfast.gateway;

import org.jspecify.annotations.NullMarked;
