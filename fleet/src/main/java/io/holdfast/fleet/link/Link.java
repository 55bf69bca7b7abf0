package io.holdfast.fleet.link;

import io.holdfast.platform.dice.Dice;
import java.time.Duration;
import java.util.Optional;

/** One simulated device over all its connections. Of its event loop only. */
final class Link {
    private final int number;
    private final ReconnectPolicy policy;
    private Optional<LinkConnection> connection = Optional.empty();
    private int failedTries;
    private long lastWaitNanos;
    private int backIn;

    Link(int number, ReconnectPolicy policy) {
        this.number = number;
        this.policy = policy;
    }

    int number() {
        return number;
    }

    /** The try under way or the open link. */
    Optional<LinkConnection> connection() {
        return connection;
    }

    void began(LinkConnection newConnection) {
        connection = Optional.of(newConnection);
    }

    /** @return whether it is the first time since that moment */
    boolean opened(int moment) {
        failedTries = 0;
        lastWaitNanos = 0;
        boolean first = backIn != moment;
        backIn = moment;
        return first;
    }

    /** The pause until the next try. */
    Duration ended(LinkEnd end, boolean wasOpen, Dice dice) {
        connection = Optional.empty();
        if (!wasOpen) {
            failedTries++;
        }
        Setback setback = new Setback(failedTries, Duration.ofNanos(lastWaitNanos), end.hint());
        Duration wait = policy.waitBefore(setback, dice);
        lastWaitNanos = wait.toNanos();
        return wait;
    }
}
