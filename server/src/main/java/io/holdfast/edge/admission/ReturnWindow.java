package io.holdfast.edge.admission;

import io.holdfast.edge.image.ImageDevice;
import java.time.Duration;

/**
 * The span in which a fleet comes back, W = D/(u·C): each device has its place in it by a hash, and a door that opens from the first
 * place to the last as fast as the node can take devices. Moved on by one thread, asked by event loops.
 */
final class ReturnWindow {
    /** A promise is kept in tenths of seconds. */
    private static final long TICK_NANOS = Duration.ofMillis(100).toNanos();

    /** The share of the capacity that is given out at first: the rest takes who does not wait for his slot, and polls. */
    static final double USE_FIRST = 0.6;

    private static final double USE_LEAST = 0.3;

    /** Whether the loops are idle is seen at once, and waiting devices are then let in: never all, or a queue would never shrink. */
    private static final double USE_MOST = 0.95;

    /** From six tenths to the most within two seconds. */
    private static final double USE_STEP = 0.02;

    private static final Duration SLOT_MAX = Duration.ofHours(1);

    private final long seed;
    private final long begunNanos;
    private final double expected;
    private final PromisedSlots promises = new PromisedSlots();
    private double use = USE_FIRST;
    private volatile double perSecond;
    private volatile double opened;

    /** @param expected how many devices come back, at least one */
    ReturnWindow(long seed, long begunNanos, double expected, double capacity) {
        this.seed = seed;
        this.begunNanos = begunNanos;
        this.expected = Math.max(1, expected);
        this.perSecond = use * capacity;
    }

    /** Time has passed in which the node could take so many a second, and had its hands full or not. */
    void advance(double seconds, double capacity, boolean busy) {
        use = Math.clamp(use + (busy ? -USE_STEP : USE_STEP), USE_LEAST, USE_MOST);
        perSecond = use * capacity;
        opened += perSecond * seconds / expected;
    }

    /** Whether every device may come. */
    boolean isOpen() {
        return opened >= 1;
    }

    /** How many devices were expected. */
    double expected() {
        return expected;
    }

    /** What it still takes to let all in, as things go. */
    Duration left() {
        return Duration.ofMillis((long) (Math.max(0, 1 - opened) * expected / perSecond * 1e3));
    }

    /**
     * How long the device has to wait, zero when it may come in now. A device that was told a slot is let in from then on, whatever
     * has become of the capacity since; told again, it is never told a later one.
     *
     * @param jitter 0 to 1: where in the second behind its slot
     */
    Duration waitOf(ImageDevice device, long now, double jitter) {
        double ahead = place(device) - opened;
        if (ahead <= 0) {
            return Duration.ZERO;
        }
        int tick = (int) ((now - begunNanos) / TICK_NANOS) + 1;
        int promised = promises.of(device.index());
        if (promised != PromisedSlots.NONE && promised <= tick) {
            return Duration.ZERO;
        }
        long nanos = (long) Math.min(SLOT_MAX.toNanos(), (ahead * expected / perSecond + jitter) * 1e9);
        int slot = tick + (int) (nanos / TICK_NANOS) + 1;
        if (promised != PromisedSlots.NONE && promised < slot) {
            return Duration.ofNanos((promised - tick) * TICK_NANOS);
        }
        promises.promise(device.index(), slot);
        return Duration.ofNanos((slot - tick) * TICK_NANOS);
    }

    /** Where in the window the device has its place, 0 to 1: another one in each window, so that nobody is always last. */
    private double place(ImageDevice device) {
        long bits = device.id().value().getLeastSignificantBits() ^ seed;
        bits = (bits ^ bits >>> 33) * 0xff51afd7ed558ccdL; // MurmurHash3's finaliser
        bits = (bits ^ bits >>> 33) * 0xc4ceb9fe1a85ec53L;
        return ((bits ^ bits >>> 33) >>> 11) * 0x1p-53;
    }
}
