package io.holdfast.fleet.device;

/** Is told of every request's end. Called on event loops, of several devices at once: must be quick and thread-safe. */
@FunctionalInterface
public interface DeviceObserver {
    /**
     * One request ended.
     *
     * @param authorized whether the device held a token when it sent the request
     */
    void ended(DeviceProfile device, DeviceRequest request, DeviceAnswer answer, boolean authorized);
}
