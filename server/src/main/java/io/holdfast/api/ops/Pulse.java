package io.holdfast.api.ops;

import io.holdfast.platform.clock.Clock;
import io.vertx.core.Vertx;
import java.time.Duration;

/** A thing that must give a sign of life every so often, and is dead when it has not for too long. */
public final class Pulse implements HealthCheck {

    /** How often an event loop beats: far below the limit, and nothing beside its other work. */
    private static final Duration LOOP_BEAT = Duration.ofSeconds(1);

    /** A full collection of a large heap and a slow disk stall a loop for seconds; ten is a loop that hangs. */
    private static final Duration LOOP_SILENCE_MAX = Duration.ofSeconds(10);

    private final String name;
    private final Clock clock;
    private final Duration silenceMax;
    private volatile long lastBeatNanos;

    public Pulse(String name, Clock clock, Duration silenceMax) {
        this.name = name;
        this.clock = clock;
        this.silenceMax = silenceMax;
        this.lastBeatNanos = clock.monotonicNanos();
    }

    /** The pulse of the event loop that this is called on, for as long as it lives. */
    public static Pulse ofThisEventLoop(String name, Vertx vertx, Clock clock) {
        Pulse pulse = new Pulse(name, clock, LOOP_SILENCE_MAX);
        vertx.setPeriodic(LOOP_BEAT.toMillis(), timer -> pulse.beat());
        return pulse;
    }

    /** A sign of life. */
    public void beat() {
        lastBeatNanos = clock.monotonicNanos();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Health look() {
        Duration silence = Duration.ofNanos(clock.monotonicNanos() - lastBeatNanos);
        return silence.compareTo(silenceMax) > 0
                ? Health.unwell("no sign of life for " + silence.toSeconds() + " s")
                : Health.well();
    }
}
