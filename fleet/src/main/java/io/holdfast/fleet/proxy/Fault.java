package io.holdfast.fleet.proxy;

import java.time.Duration;

/** What happens to the bytes of one direction. An end of a connection travels as bytes do: it is held, delayed and passed on in order. */
public sealed interface Fault {
    /** Everything passes at once. */
    record None() implements Fault {}

    /**
     * Each byte leaves so long after it came, in order, also when the delay is changed meanwhile. At most a {@linkplain Pipe#ROOM
     * megabyte} is on its way; beyond that the sender waits, so the rate is at most a megabyte per delay.
     */
    record Delay(Duration by) implements Fault {
        public Delay {
            if (by.isNegative()) {
                throw new IllegalArgumentException("a delay is not negative: " + by);
            }
        }
    }

    /** So many bytes pass in a second; the sender of more waits. */
    record Throttle(int bytesPerSecond) implements Fault {
        public Throttle {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException("a throttled line carries at least a byte a second");
            }
        }
    }

    /**
     * Nothing passes, not even an end, and nobody is told; connections can still be made, as with a peer whose host is gone behind
     * a network device that answers for it. When the fault is lifted, what was held goes on, as after a lost route.
     */
    record BlackHole() implements Fault {}

    /** The side to which this direction leads is told with a reset, on every connection, also on those made later. */
    record Cut() implements Fault {}
}
