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

    /**
     * The share of the capacity that is given out in slots: the rest takes who does not wait for his, and polls. With 0.6 a fleet that
     * heeds its slots took 1.7 times as long as it had to (docs/adr/0019).
     */
    private static final double USE = 0.8;

    private static final Duration SLOT_MAX = Duration.ofHours(1);

    private final long seed;
    private final long begunNanos;
    private final double expected;
    private final PromisedSlots promises = new PromisedSlots();
    private volatile double perSecond;
    private volatile double opened;

    /** @param expected how many devices come back, at least one */
    ReturnWindow(long seed, long begunNanos, double expected, double capacity) {
        this.seed = seed;
        this.begunNanos = begunNanos;
        this.expected = Math.max(1, expected);
        this.perSecond = USE * capacity;
    }

    /** Time has passed in which the node could take so many a second. */
    void advance(double seconds, double capacity) {
        perSecond = USE * capacity;
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
