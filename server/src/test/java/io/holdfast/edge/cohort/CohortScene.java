package io.holdfast.edge.cohort;

import io.holdfast.edge.admission.DeviceWork;
import io.holdfast.edge.image.DeviceRow;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.HashPrefix;
import io.holdfast.edge.image.ImageConfiguration;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.edge.image.RunningSoftware;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** A fleet whose devices do what they are told to, on a clock of its own. */
final class CohortScene {
    static final long MICROS = 1_000;

    final ManualClock clock = new ManualClock();
    final ImageWriter writer = ImageWriter.create(clock, Dice.seeded(11));
    final FleetImage image = writer.image();
    final CohortLedger ledger = new CohortLedger(image, clock, visitor -> {}, 2);
    private final List<Habit> habits = new ArrayList<>();

    /** What the devices of one version do: each so often a minute, for so many microseconds. */
    record Habit(List<ImageDevice> devices, DeviceWork work, double perMinute, long micros, int status) {}

    List<ImageDevice> devices(TenantId tenant, String version, int count) {
        List<ImageDevice> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DeviceId id = DeviceId.random();
            HashPrefix hash = new HashPrefix(
                    id.value().getMostSignificantBits(), id.value().getLeastSignificantBits());
            writer.device(new DeviceRow(
                    tenant,
                    id,
                    AuthSetId.random(),
                    hash,
                    hash,
                    ImageStanding.ACCEPTED,
                    0,
                    OptionalLong.empty(),
                    ImageConfiguration.NONE,
                    new RunningSoftware("pump", version)));
            made.add(image.device(tenant, id).orElseThrow());
        }
        var unused = writer.publish();
        return made;
    }

    void habit(List<ImageDevice> devices, DeviceWork work, double perMinute, long micros) {
        habits.add(new Habit(devices, work, perMinute, micros, work == DeviceWork.POLL ? 204 : 200));
    }

    void failing(List<ImageDevice> devices, DeviceWork work, double perMinute, int status) {
        habits.add(new Habit(devices, work, perMinute, 100, status));
    }

    void forget() {
        habits.clear();
    }

    /** Time passes in steps of ten seconds; what the devices do is spread over them. */
    void pass(Duration span) {
        for (long step = span.toSeconds() / 10; step > 0; step--) {
            for (Habit habit : habits) {
                double each = habit.perMinute() / 6;
                for (int i = 0; i < habit.devices().size(); i++) {
                    long calls = (long) ((i + 1) * each) - (long) (i * each);
                    for (long call = 0; call < calls; call++) {
                        ledger.charge(habit.devices().get(i), habit.work(), habit.micros() * MICROS, habit.status());
                    }
                }
            }
            clock.advance(CohortLedger.ROUND);
            ledger.look();
        }
    }

    /** The versions that are out of line, with how. */
    Set<String> named() {
        Set<String> named = new TreeSet<>();
        ledger.outOfLine()
                .forEach(figures -> named.add(figures.cohort().software().version() + " by "
                        + figures.suspicion().orElseThrow().kind().label()));
        return named;
    }
}
