package io.holdfast.fleet.drill.databaseaway;

import io.holdfast.fleet.artifact.ArtifactFile;
import io.holdfast.fleet.device.DeviceKey;
import io.holdfast.fleet.device.DeviceObserver;
import io.holdfast.fleet.device.DeviceProfile;
import io.holdfast.fleet.device.DeviceRhythm;
import io.holdfast.fleet.device.VirtualFleet;
import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.process.Poll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One outage under a working fleet, and the audit afterwards. */
final class OutageRun {
    static final int DEVICES = 1_000;
    /** Every fiftieth device fails its updates and sends logs. */
    private static final int FAILING_EVERY = 50;

    private static final int STRANGERS = 20;
    private static final int PAYLOAD_BYTES = 64 * 1024;
    private static final String TYPE = "drill-board";
    /** About 1.5 requests a second and device, of every kind. */
    private static final DeviceRhythm RHYTHM = new DeviceRhythm(
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(2),
            Duration.ofMillis(2_500),
            Duration.ofSeconds(10));
    /** An update takes a device about eight seconds. */
    private static final int SECONDS_PER_UPDATE = 8;

    private static final Duration SETTLED = Duration.ofSeconds(5);
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    /** What one outage showed. */
    record Outcome(
            Outage outage,
            Duration away,
            Window window,
            Strangers strangers,
            Ledger ledger,
            List<String> lost,
            List<String> duplicated) {}

    private final DrillContext context;
    private final Outage outage;
    private final Duration away;
    private final Window window = new Window();
    private final Strangers strangers = new Strangers();
    private final Ledger ledger = new Ledger();

    OutageRun(DrillContext context, Outage outage) {
        this.context = context;
        this.outage = outage;
        this.away = context.full() ? Duration.ofSeconds(60) : Duration.ofSeconds(10);
    }

    Outcome run() {
        context.progress().accept("Starting a server, its PostgreSQL and " + DEVICES + " devices.");
        try (WorkingServer working = WorkingServer.start(context, outage.word())) {
            List<DeviceProfile> profiles = profiles();
            enrol(working, profiles);
            deployEnoughFor(working, away.plus(SETTLED.multipliedBy(3)));
            // accepted from here on: a 401 is false
            try (VirtualFleet fleet = start(working, profiles, both())) {
                Poll.require("the fleet works", Duration.ofMinutes(1), () -> fleet.authorized() > DEVICES / 2);
                pause(SETTLED);
                withoutDatabase(working);
                pause(SETTLED);
            }
            return audited(working);
        }
    }

    private DeviceObserver both() {
        return (device, request, answer, authorized) -> {
            window.ended(device, request, answer, authorized);
            ledger.ended(device, request, answer, authorized);
        };
    }

    private static List<DeviceProfile> profiles() {
        List<DeviceKey> keys = List.of(DeviceKey.rsa3072(), DeviceKey.rsa3072());
        List<DeviceProfile> profiles = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            DeviceProfile profile = DeviceProfile.of(DeviceProfile.macNumber(i), TYPE, keys.get(i % keys.size()));
            profiles.add(i % FAILING_EVERY == 0 ? profile.failing() : profile);
        }
        return profiles;
    }

    private static VirtualFleet start(WorkingServer working, List<DeviceProfile> profiles, DeviceObserver observer) {
        return VirtualFleet.start(working.target(), profiles, RHYTHM, observer, RHYTHM.poll(), 1);
    }

    private void enrol(WorkingServer working, List<DeviceProfile> profiles) {
        context.progress().accept("Enrolling and accepting them.");
        try (VirtualFleet fleet = start(working, profiles, (device, request, answer, authorized) -> {})) {
            working.accept(DEVICES);
            Poll.require(
                    "all devices hold a token",
                    Duration.ofMinutes(1),
                    () -> fleet.authorized() == fleet.devices().size());
        }
    }

    private void deployEnoughFor(WorkingServer working, Duration duration) {
        int updates = (int) (duration.toSeconds() / SECONDS_PER_UPDATE) + 2;
        for (int i = 1; i <= updates; i++) {
            String name = outage.word() + "-" + i;
            Path file = ArtifactFile.write(context.folder().path(), name, TYPE, PAYLOAD_BYTES);
            working.api().uploadArtifact(file);
            working.api().deployments().createForAll(name, name);
        }
    }

    private void withoutDatabase(WorkingServer working) {
        context.progress().accept("PostgreSQL is " + outage.word() + " for " + away.toSeconds() + " s.");
        outage.begin(working.postgres());
        window.open();
        strangers.open();
        try (VirtualFleet unknown = start(working, strangerProfiles(), strangers)) {
            pause(away);
            strangers.close();
        } finally {
            window.close();
            outage.end(working.postgres());
        }
        context.progress().accept("PostgreSQL is back.");
        working.awaitManagement();
    }

    private static List<DeviceProfile> strangerProfiles() {
        DeviceKey key = DeviceKey.ecdsaP256();
        List<DeviceProfile> profiles = new ArrayList<>();
        for (int i = 0; i < STRANGERS; i++) {
            profiles.add(DeviceProfile.of(DeviceProfile.macNumber(1_000_000 + i), TYPE, key));
        }
        return profiles;
    }

    private Outcome audited(WorkingServer working) {
        context.progress().accept("Comparing the database with what was acknowledged.");
        String url = working.postgres().url();
        Poll.until(RECOVERY, () -> Audit.read(url).lost(ledger).isEmpty());
        Audit audit = Audit.read(url);
        return new Outcome(outage, away, window, strangers, ledger, audit.lost(ledger), audit.duplicated(ledger));
    }

    private static void pause(Duration duration) {
        Poll.until(duration, () -> false);
    }
}
