package io.holdfast.fleet.link;

import io.holdfast.platform.dice.Dice;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/**
 * When a client that lost its link tries again. Each is the rule of a client in the field; none listens to the server, except where it
 * says so.
 */
public sealed interface ReconnectPolicy {

    /** The pause before the next try. */
    Duration waitBefore(Setback setback, Dice dice);

    /** The same client taught to come when the server says: hints go before its own rule. */
    default ReconnectPolicy obedient() {
        return new Obedient(this);
    }

    /** Shares in the order given: {@code mix(a, a, b)} makes two of three links behave as {@code a}. */
    static IntFunction<ReconnectPolicy> mix(ReconnectPolicy... shares) {
        List<ReconnectPolicy> all = List.of(shares);
        return link -> all.get(link % all.size());
    }

    /**
     * mender-connect 2.1 and 2.2: tries at once, then every 5 s. After ten tries it asks its mender-client for the token again, and
     * that takes until the signal it waits for in turns of 10 s has timed out twice, at the least once.
     */
    record MenderConnect21() implements ReconnectPolicy {
        private static final Duration PAUSE = Duration.ofSeconds(5);
        private static final int TRIES = 10;
        private static final Duration SIGNAL = Duration.ofSeconds(10);

        @Override
        public Duration waitBefore(Setback setback, Dice dice) {
            if (setback.failedTries() == 0) {
                return Duration.ZERO;
            }
            return setback.failedTries() % TRIES == 0 ? SIGNAL.plus(upTo(SIGNAL, dice)) : PAUSE;
        }
    }

    /** mender-connect 2.3 and newer: the n-th try in a row waits 2^(n/3) s, half an hour at most, and up to 5 s more; the first none. */
    record MenderConnect30() implements ReconnectPolicy {
        private static final int TRIES_PER_DOUBLING = 3;
        private static final Duration MAX = Duration.ofMinutes(30);
        private static final Duration JITTER = Duration.ofSeconds(5);

        @Override
        public Duration waitBefore(Setback setback, Dice dice) {
            if (setback.failedTries() == 0) {
                return Duration.ZERO;
            }
            int doublings = (setback.failedTries() + 1) / TRIES_PER_DOUBLING;
            return doubled(Duration.ofSeconds(1), doublings, MAX).plus(upTo(JITTER, dice));
        }
    }

    /** info-beamer: anywhere in the first minute, then anywhere in a span that doubles up to 6 minutes. */
    record InfoBeamer() implements ReconnectPolicy {
        private static final Duration FIRST = Duration.ofMinutes(1);
        private static final Duration MAX = Duration.ofMinutes(6);

        @Override
        public Duration waitBefore(Setback setback, Dice dice) {
            return upTo(doubled(FIRST, setback.failedTries(), MAX), dice);
        }
    }

    /** balena's link is OpenVPN with its defaults: 5 s, after five tries doubled with each, 300 s at most; no jitter. */
    record Balena() implements ReconnectPolicy {
        private static final Duration PAUSE = Duration.ofSeconds(5);
        private static final int UNHURRIED_AFTER = 4;
        private static final Duration MAX = Duration.ofSeconds(300);

        @Override
        public Duration waitBefore(Setback setback, Dice dice) {
            return doubled(PAUSE, Math.max(0, setback.failedTries() - UNHURRIED_AFTER), MAX);
        }
    }

    /** Decorrelated jitter: anywhere between 5 s and three times the last wait, 300 s at most. */
    record Decorrelated() implements ReconnectPolicy {
        private static final Duration LEAST = Duration.ofSeconds(5);
        private static final Duration MAX = Duration.ofSeconds(300);

        @Override
        public Duration waitBefore(Setback setback, Dice dice) {
            Duration last = setback.lastWait().compareTo(LEAST) < 0 ? LEAST : setback.lastWait();
            Duration wait = LEAST.plus(upTo(last.multipliedBy(3).minus(LEAST), dice));
            return wait.compareTo(MAX) > 0 ? MAX : wait;
        }
    }

    /** The worst neighbour: ten times a second, all in step, deaf. */
    record Uncooperative() implements ReconnectPolicy {
        private static final Duration PAUSE = Duration.ofMillis(100);

        @Override
        public Duration waitBefore(Setback setback, Dice dice) {
            return PAUSE;
        }
    }

    /** Comes when the server says, and otherwise by its own rule. Hints are whole seconds, so it comes somewhere in the second named. */
    record Obedient(ReconnectPolicy otherwise) implements ReconnectPolicy {
        private static final Duration HINT_GRAIN = Duration.ofSeconds(1);

        @Override
        public Duration waitBefore(Setback setback, Dice dice) {
            return setback.hint()
                    .map(hint -> hint.plus(upTo(HINT_GRAIN, dice)))
                    .orElseGet(() -> otherwise.waitBefore(setback, dice));
        }

        @Override
        public ReconnectPolicy obedient() {
            return this;
        }
    }

    private static Duration upTo(Duration span, Dice dice) {
        return Duration.ofNanos((long) (span.toNanos() * dice.unit()));
    }

    private static Duration doubled(Duration first, int times, Duration max) {
        // 2^20 s are beyond every maximum, and nothing overflows below it
        Duration wait = first.multipliedBy(1L << Math.min(times, 20));
        return wait.compareTo(max) > 0 ? max : wait;
    }
}
