package io.holdfast.edge.salvage;

import io.holdfast.edge.image.DeviceRow;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageContents;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.identity.Enrolment;
import io.holdfast.identity.LostDevice;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the salvaged images and the restored database do not agree on: devices that were accepted and are not, with those refused
 * that may be let in again. As compact as an image. Finding is safe from any thread.
 */
final class LostFleet {
    private final FleetImage devices;
    private final ImageContents contents;
    private final Map<TenantId, List<DeviceId>> decommissioned;
    private final Map<TenantId, List<DeviceId>> withdrawn;
    private final long lostSeq;
    private final Set<Integer> settled = ConcurrentHashMap.newKeySet();

    private LostFleet(Comparison comparison, long lostSeq) {
        this.devices = comparison.writer.image();
        this.contents = new ImageContents(devices);
        this.decommissioned = comparison.decommissioned;
        this.withdrawn = comparison.withdrawn;
        this.lostSeq = lostSeq;
    }

    /** Compares the salvaged images, oldest first, with the one read from the restored database. */
    static LostFleet of(List<SalvagedImage> salvaged, FleetImage now, Clock clock, Dice dice) {
        Comparison comparison = new Comparison(ImageWriter.create(clock, dice), new HashMap<>(), new HashMap<>());
        salvaged.forEach(image -> comparison.add(image.image(), now));
        long lostSeq = salvaged.isEmpty() ? 0 : salvaged.getLast().lostSeq();
        return new LostFleet(comparison, lostSeq);
    }

    private record Comparison(
            ImageWriter writer, Map<TenantId, List<DeviceId>> decommissioned, Map<TenantId, List<DeviceId>> withdrawn) {

        void add(FleetImage before, FleetImage now) {
            ImageContents contents = new ImageContents(before);
            for (int index = 0; index < contents.records(); index++) {
                ImageDevice device = before.device(index);
                switch (device.standing()) {
                    case ACCEPTED -> accepted(contents, device, now);
                    case REVOKED -> {
                        writer.revoked(device.tenant(), device.id());
                        list(decommissioned, device).add(device.id());
                    }
                    case NOT_ACCEPTED -> withdrawn(device);
                    case PREAUTHORIZED, UNREADABLE -> {}
                }
            }
            var unused = writer.publish();
        }

        private void accepted(ImageContents contents, ImageDevice device, FleetImage now) {
            if (isAccepted(now, device.tenant(), device.id(), device.authSet())) {
                writer.notAccepted(device.tenant(), device.id());
                return;
            }
            writer.device(new DeviceRow(
                    device.tenant(),
                    device.id(),
                    device.authSet(),
                    contents.record(device.index()).identity(),
                    device.key(),
                    ImageStanding.ACCEPTED,
                    device.notBeforeSeq(),
                    OptionalLong.empty()));
        }

        // One that an earlier salvage knows as accepted was not withdrawn: it had not come back yet when the next
        // history ended.
        private void withdrawn(ImageDevice device) {
            if (writer.image().device(device.tenant(), device.id()).isEmpty()) {
                list(withdrawn, device).add(device.id());
            }
        }

        private static List<DeviceId> list(Map<TenantId, List<DeviceId>> lists, ImageDevice device) {
            return lists.computeIfAbsent(device.tenant(), tenant -> new ArrayList<>());
        }
    }

    /** Devices whose decommissioning may be lost, by tenant. */
    Map<TenantId, List<DeviceId>> decommissioned() {
        return decommissioned;
    }

    /** Devices whose acceptance had been withdrawn, which may be lost, by tenant. */
    Map<TenantId, List<DeviceId>> withdrawn() {
        return withdrawn;
    }

    /** Where the last lost history ended. */
    long lostSeq() {
        return lostSeq;
    }

    /** The lost device whose token this is. */
    Optional<LostDevice> find(TenantId tenant, DeviceId device, AuthSetId set, long mintedAtSeq) {
        return open(devices.device(tenant, device))
                .filter(lost -> lost.set().equals(set) && mintedAtSeq >= lost.notBeforeSeq());
    }

    /** The lost device that proved this identity and key. */
    Optional<LostDevice> find(Enrolment proven) {
        return open(devices.deviceByIdentity(proven.tenant(), proven.identity().sha256())
                .filter(device -> device.hasKey(proven.key().sha256())));
    }

    private Optional<LostDevice> open(Optional<ImageDevice> found) {
        return found.filter(device -> device.standing() == ImageStanding.ACCEPTED)
                .filter(device -> !settled.contains(device.index()))
                .map(this::lost);
    }

    private LostDevice lost(ImageDevice device) {
        return new LostDevice(
                new DeviceRef(device.tenant(), device.id()),
                device.authSet(),
                contents.record(device.index()).identity(),
                device.key(),
                device.notBeforeSeq());
    }

    /** It was decided about: nothing is left to do for this device. */
    void settle(LostDevice device) {
        devices.device(device.ref().tenant(), device.ref().device()).ifPresent(found -> settled.add(found.index()));
    }

    /** How many have not come back, here or at another node. */
    int waiting(FleetImage now) {
        int waiting = 0;
        for (int index = 0; index < contents.records(); index++) {
            ImageDevice device = devices.device(index);
            if (device.standing() == ImageStanding.ACCEPTED && !settled.contains(index) && !isSettled(now, device)) {
                waiting++;
            }
        }
        return waiting;
    }

    private static boolean isSettled(FleetImage now, ImageDevice device) {
        return isAccepted(now, device.tenant(), device.id(), device.authSet())
                || now.device(device.tenant(), device.id())
                        .filter(known -> known.standing() == ImageStanding.REVOKED)
                        .isPresent();
    }

    private static boolean isAccepted(FleetImage image, TenantId tenant, DeviceId device, AuthSetId set) {
        return image.device(tenant, device)
                .filter(known -> known.standing() == ImageStanding.ACCEPTED)
                .filter(known -> known.authSet().equals(set))
                .isPresent();
    }
}
