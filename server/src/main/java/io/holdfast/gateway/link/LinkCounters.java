package io.holdfast.gateway.link;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What is counted of links; resolved once. */
public final class LinkCounters {
    /** What becomes of a message, or is done about a link. */
    public enum Count {
        OPENED("links opened"),
        MESSAGES_IN("messages from devices"),
        MESSAGES_OUT("messages to devices"),
        PINGS("pings sent"),
        UNREADABLE("frames that are no message"),
        ILLEGAL("messages that the session's state does not allow"),
        STRAY("messages of sessions that there are not"),
        REFUSED_BUSY("messages to devices refused for want of room");

        private final String description;

        Count(String description) {
            this.description = description;
        }
    }

    private final Map<Count, Counter> counts = new EnumMap<>(Count.class);
    private final Map<CloseCause, Counter> closes = new EnumMap<>(CloseCause.class);

    public LinkCounters(MeterRegistry registry) {
        for (Count count : Count.values()) {
            counts.put(
                    count,
                    Counter.builder("holdfast_link_events")
                            .description("What happened on devices' links")
                            .tag("event", count.name().toLowerCase(java.util.Locale.ROOT))
                            .register(registry));
        }
        for (CloseCause cause : CloseCause.values()) {
            closes.put(
                    cause,
                    Counter.builder("holdfast_link_closes")
                            .description("Links that ended, by cause")
                            .tag("cause", cause.label())
                            .register(registry));
        }
    }

    public void add(Count count) {
        Objects.requireNonNull(counts.get(count)).increment();
    }

    void closed(CloseCause cause) {
        Objects.requireNonNull(closes.get(cause)).increment();
    }

    /** How many so far. */
    public long of(Count count) {
        return (long) Objects.requireNonNull(counts.get(count)).count();
    }

    /** How many links ended, for whatever cause. */
    public long closed() {
        return (long) closes.values().stream().mapToDouble(Counter::count).sum();
    }

    /** How many links ended so. */
    public long of(CloseCause cause) {
        return (long) Objects.requireNonNull(closes.get(cause)).count();
    }
}
