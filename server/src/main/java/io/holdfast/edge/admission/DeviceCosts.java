package io.holdfast.edge.admission;

import io.holdfast.edge.image.ImageDevice;

/** Is told what each answered request of a known device cost. */
@FunctionalInterface
public interface DeviceCosts {
    /**
     * One request was answered. Called on its event loop.
     *
     * @param nanos that the request's parts held the event loop, until the end of the part that answered it
     * @param status that was answered; 499 where the device was gone
     */
    void charge(ImageDevice device, DeviceWork work, long nanos, int status);
}
