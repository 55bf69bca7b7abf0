package io.holdfast.fleet.pacing;

import io.holdfast.edge.admission.Admittance;
import io.holdfast.edge.admission.DeviceWork;
import io.holdfast.edge.admission.ReconnectPacer;
import io.holdfast.edge.image.HashPrefix;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.fleet.link.ReconnectPolicy;
import io.holdfast.fleet.link.Setback;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A whole fleet that lost its links at once and comes back to one node, in steps of 10 ms. The node has two cores; what it does with
 * them is taken from measurements: a connect that is refused takes 30 µs of a core, accepting it included, one that is closed at the
 * door 5 µs; what one takes that is served is given. Clients give up after 10 s.
 */
final class SimulatedReturn {
    private static final int STEPS_PER_SECOND = 100;
    private static final double CORES = 2;
    private static final double REFUSE = 30e-6;
    private static final double TURN_AWAY = 5e-6;
    /** As {@code DoorLimits} for two cores, and the kernel's backlog before it. */
    private static final int DOOR = 10_000;

    private static final int BACKLOG = 4_096;
    /** The accepting thread is one of three on two cores. */
    private static final double ACCEPTING = 0.33;

    private static final int PATIENCE = 10 * STEPS_PER_SECOND;
    private static final int SYN_AGAIN = STEPS_PER_SECOND;
    private static final AuthSetId AUTH_SET = AuthSetId.random();
    private static final TenantId TENANT = TenantId.random();
    private static final HashPrefix KEY = HashPrefix.of(new byte[32]);

    private final int devices;
    private final double capacity;
    private final double serve;
    private final ReconnectPolicy policy;
    private final Dice dice;
    private final boolean paced;
    private final int[] @Nullable [] calendar;
    private final int[] calendarSizes;
    private final short[] failed;
    private final float[] lastWait;
    private final int[] backAt;
    private final Queue<int[]> queue = new ArrayDeque<>();
    private final Queue<int[]> backlog = new ArrayDeque<>();
    private final ReconnectPacer pacer;
    private int step;
    private int back;
    private long attempts;

    /** @param capacity connects a second, when it does nothing else */
    SimulatedReturn(int devices, double capacity, ReconnectPolicy policy, boolean paced, long seed, int secondsMax) {
        this.devices = devices;
        this.capacity = capacity;
        this.serve = CORES / capacity;
        this.policy = policy;
        this.paced = paced;
        this.dice = Dice.seeded(seed);
        this.calendar = new int[secondsMax * STEPS_PER_SECOND][];
        this.calendarSizes = new int[calendar.length];
        this.failed = new short[devices];
        this.lastWait = new float[devices];
        this.backAt = new int[devices];
        Arrays.fill(backAt, Integer.MAX_VALUE);
        this.pacer = new ReconnectPacer(clock(), dice, (int) CORES, queue::size, () -> back, devices);
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant now() {
                return Instant.EPOCH.plusNanos(monotonicNanos());
            }

            @Override
            public long monotonicNanos() {
                return step * (1_000_000_000L / STEPS_PER_SECOND);
            }
        };
    }

    /**
     * @param seconds until 99 of 100 are back, and all; infinite when they are not within the time
     * @param attemptsPerDevice connections a device
     */
    record Result(double seconds99, double seconds100, double attemptsPerDevice, double timesIdeal) {}

    /** Everybody lost his link at a moment of the last five seconds, and tries by his own rule. */
    Result run() {
        for (int device = 0; device < devices; device++) {
            failed[device] = 1;
            comeBackAfter(
                    device,
                    policy instanceof ReconnectPolicy.InfoBeamer
                            ? policy.waitBefore(Setback.lost(), dice)
                            : Duration.ofMillis(dice.below(5_000)));
        }
        for (; step < calendar.length && back < devices; step++) {
            arrive();
            work();
            if (step % (STEPS_PER_SECOND / 10) == 0) {
                pacer.round();
            }
        }
        int[] sorted = backAt.clone();
        Arrays.sort(sorted);
        double seconds99 = seconds(sorted[(int) Math.ceil(0.99 * devices) - 1]);
        return new Result(
                seconds99,
                seconds(sorted[devices - 1]),
                (double) attempts / devices,
                seconds99 * capacity / (0.99 * devices));
    }

    private static double seconds(int step) {
        return step == Integer.MAX_VALUE ? Double.POSITIVE_INFINITY : (double) step / STEPS_PER_SECOND;
    }

    private void arrive() {
        int[] due = calendar[step];
        for (int i = 0; due != null && i < calendarSizes[step]; i++) {
            attempts++;
            if (backlog.size() < BACKLOG) {
                backlog.add(new int[] {due[i], step});
            } else {
                at(step + SYN_AGAIN, due[i]); // the kernel drops it, the client's kernel sends it again
            }
        }
        calendar[step] = null;
    }

    private void work() {
        double left = CORES / STEPS_PER_SECOND;
        double accepting = left * ACCEPTING;
        while (accepting > 0 && !backlog.isEmpty()) {
            int[] attempt = backlog.remove();
            accepting -= TURN_AWAY;
            left -= TURN_AWAY;
            if (queue.size() < DOOR) {
                queue.add(attempt);
            } else {
                failedAgain(attempt[0], Optional.empty());
            }
        }
        while (left > 0 && !queue.isEmpty()) {
            left -= serve(queue.remove());
        }
    }

    private double serve(int[] attempt) {
        int device = attempt[0];
        if (backAt[device] != Integer.MAX_VALUE) {
            return REFUSE;
        }
        if (step - attempt[1] > PATIENCE) {
            failedAgain(device, Optional.empty());
            return serve / 2; // a handshake with somebody who has gone
        }
        if (paced && pacer.judge(record(device), DeviceWork.CONNECT) instanceof Admittance.Refused refused) {
            failedAgain(
                    device,
                    Optional.of(Duration.ofSeconds(Math.ceilDiv(refused.after().toMillis(), 1_000))));
            return REFUSE;
        }
        pacer.charge(record(device), DeviceWork.CONNECT, 100_000, 101);
        back++;
        backAt[device] = step;
        return serve;
    }

    private void failedAgain(int device, Optional<Duration> hint) {
        Setback setback = new Setback(failed[device], Duration.ofMillis((long) (lastWait[device] * 1e3)), hint);
        Duration wait = policy.waitBefore(setback, dice);
        failed[device]++;
        lastWait[device] = wait.toMillis() / 1e3f;
        comeBackAfter(device, wait);
    }

    private void comeBackAfter(int device, Duration wait) {
        at(step + 1 + (int) (wait.toMillis() * STEPS_PER_SECOND / 1_000), device);
    }

    private void at(int when, int device) {
        if (when >= calendar.length) {
            return;
        }
        int[] entries = calendar[when];
        if (entries == null) {
            entries = new int[16];
        } else if (calendarSizes[when] == entries.length) {
            entries = Arrays.copyOf(entries, 2 * entries.length);
        }
        entries[calendarSizes[when]++] = device;
        calendar[when] = entries;
    }

    private static ImageDevice record(int device) {
        return new ImageDevice(
                device,
                TENANT,
                new DeviceId(new UUID(0x4000L, 0x8000_0000_0000_0000L | device * 0x9E37_79B9_7F4AL)),
                AUTH_SET,
                ImageStanding.ACCEPTED,
                0,
                0,
                false,
                false,
                KEY,
                0);
    }
}
