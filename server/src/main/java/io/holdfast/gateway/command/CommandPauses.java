package io.holdfast.gateway.command;

import io.holdfast.platform.clock.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Commands whose device has a link and does not let itself be asked: tried again later and later, so that a few that hang do not take
 * the places of all others. Safe from any thread.
 */
final class CommandPauses {
    static final Duration FIRST = Duration.ofSeconds(30);
    static final Duration LONGEST = Duration.ofMinutes(10);

    /** A command that was not heard of for so long is done, or its device has gone. */
    private static final Duration KEPT = Duration.ofHours(1);

    private record Pause(long beganNanos, Duration length) {}

    private final Clock clock;
    private final Map<CommandId, Pause> pauses = new ConcurrentHashMap<>();

    CommandPauses(Clock clock) {
        this.clock = clock;
    }

    /** It was tried in vain. */
    void begin(CommandId command) {
        long now = clock.monotonicNanos();
        var begun = pauses.merge(command, new Pause(now, FIRST), (before, first) -> {
            Duration twice = before.length().multipliedBy(2);
            return new Pause(now, twice.compareTo(LONGEST) > 0 ? LONGEST : twice);
        });
    }

    /** Whether it may be tried now. */
    boolean isOver(CommandId command) {
        Pause pause = pauses.get(command);
        return pause == null
                || clock.monotonicNanos() - pause.beganNanos() >= pause.length().toNanos();
    }

    /** Forgets those that nobody waits for any more. */
    void forgetOld() {
        long now = clock.monotonicNanos();
        pauses.values().removeIf(pause -> now - pause.beganNanos() > KEPT.toNanos());
    }
}
