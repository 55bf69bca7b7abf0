/** Virtual Mender devices: the requests of mender-client 3.4.0, thousands of devices over a few threads. */
@NullMarked
package io.holdfast.fleet.device;

import org.jspecify.annotations.NullMarked;
