package io.holdfast.edge.valve;

import io.holdfast.edge.admission.Admittance;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.valve.Valve;
import io.holdfast.valve.ValveEffect;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** A valve in force on this node: what it does to one request, and how often it did. */
final class SetValve {
    /** As long as a firmware's fix takes; spread, so that they do not all come back at once. */
    private static final int DENIED_SECONDS_MIN = 300;

    private static final int DENIED_SECONDS_MAX = 900;

    private static final int SLOWED_SECONDS_MIN = 10;

    private final Valve valve;
    private final Optional<TokenBucket> bucket;
    private final Clock clock;
    private final Dice dice;
    private final LongAdder refused = new LongAdder();
    private final LongAdder all;
    private volatile int devices;

    /** @param all is told of each refusal of this kind of valve */
    SetValve(Valve valve, Clock clock, Dice dice, LongAdder all) {
        this.valve = valve;
        this.all = all;
        this.clock = clock;
        this.dice = dice;
        this.bucket = valve.effect() instanceof ValveEffect.Slow slow
                ? Optional.of(new TokenBucket(slow.perSecond(), clock.monotonicNanos()))
                : Optional.empty();
    }

    Valve valve() {
        return valve;
    }

    long refused() {
        return refused.sum();
    }

    /** How many devices it touches, so that those that are slowed are told to come back over the time that all of them take. */
    void devices(int count) {
        devices = count;
    }

    Admittance judge() {
        return switch (valve.effect()) {
            case ValveEffect.Allow allow -> Admittance.ADMITTED;
            case ValveEffect.Slow slow ->
                bucket.orElseThrow().take(clock.monotonicNanos())
                        ? Admittance.ADMITTED
                        : refuse("valve.slowed", slowed(slow.perSecond()));
            case ValveEffect.Deny deny -> refuse("valve.denied", denied());
        };
    }

    private Admittance refuse(String code, Duration after) {
        refused.increment();
        all.increment();
        return new Admittance.Refused(code, after);
    }

    /** When a device that is denied should ask again. */
    Duration denied() {
        return Duration.ofSeconds(DENIED_SECONDS_MIN + (long) dice.below(DENIED_SECONDS_MAX - DENIED_SECONDS_MIN + 1));
    }

    private Duration slowed(int perSecond) {
        int turn = Math.clamp(devices / perSecond, 0, DENIED_SECONDS_MAX - SLOWED_SECONDS_MIN);
        return Duration.ofSeconds(SLOWED_SECONDS_MIN + (long) dice.below(turn + 1));
    }
}
