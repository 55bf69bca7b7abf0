package io.holdfast.api.mender.device;

import io.holdfast.edge.image.ImageDevice;

/** Does one kind of authenticated device request; answers the exchange now or later, exactly once. */
@FunctionalInterface
interface DeviceRoute {
    void handle(DeviceExchange exchange, ImageDevice device);
}
