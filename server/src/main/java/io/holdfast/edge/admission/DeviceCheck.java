package io.holdfast.edge.admission;

import io.holdfast.edge.image.ImageDevice;

/** One reason to put off a device whose token is good. */
@FunctionalInterface
public interface DeviceCheck {
    /** Judges before the work begins. Called on the request's event loop: it neither blocks nor allocates where it lets in. */
    Admittance judge(ImageDevice device, DeviceWork work);
}
