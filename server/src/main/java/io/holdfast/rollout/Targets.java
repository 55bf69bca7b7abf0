package io.holdfast.rollout;

import io.holdfast.identity.DeviceId;
import io.holdfast.inventory.GroupName;
import java.util.List;

/** Which devices a deployment is for; frozen when it is made. */
public sealed interface Targets {

    /** Every device that is accepted at that moment. */
    record AllAccepted() implements Targets {}

    /** The devices that are in the group at that moment, as far as they are accepted. */
    record Group(GroupName name) implements Targets {}

    /** These, as far as they are accepted. */
    record These(List<DeviceId> devices) implements Targets {
        /** 20,000 ids fill the 1 MiB that a call may carry. */
        public static final int MAX = 20_000;

        public These {
            devices = List.copyOf(devices);
        }
    }
}
