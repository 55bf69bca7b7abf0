package io.holdfast.edge.admission;

import io.holdfast.edge.image.ImageDevice;
import java.util.List;

/** Everything that a device passes between its token and its work, in the order of the checks: the first refusal stands. */
public final class DeviceAdmission {
    private final DeviceCheck[] checks;
    private final DeviceCosts[] costs;
    private final RefusalHold hold;

    /** @param hold where refusals wait that are held back */
    public DeviceAdmission(List<DeviceCheck> checks, List<DeviceCosts> costs, RefusalHold hold) {
        this.hold = hold;
        this.checks = checks.toArray(DeviceCheck[]::new);
        this.costs = costs.toArray(DeviceCosts[]::new);
    }

    /** Lets every device in and keeps no account. */
    public static DeviceAdmission open() {
        return new DeviceAdmission(List.of(), List.of(), RefusalHold.none());
    }

    /** Whether the device's work is done now. Called on the request's event loop. */
    public Admittance judge(ImageDevice device, DeviceWork work) {
        for (DeviceCheck check : checks) {
            if (check.judge(device, work) instanceof Admittance.Refused refused) {
                return refused;
            }
        }
        return Admittance.ADMITTED;
    }

    /** Where refusals wait that are held back. */
    public RefusalHold hold() {
        return hold;
    }

    /** Passes on what an answered request cost, refused ones included. */
    public void charge(ImageDevice device, DeviceWork work, long nanos, int status) {
        for (DeviceCosts each : costs) {
            each.charge(device, work, nanos, status);
        }
    }
}
