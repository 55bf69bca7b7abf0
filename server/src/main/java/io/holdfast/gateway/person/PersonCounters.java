package io.holdfast.gateway.person;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What is counted of people's connections to devices; resolved once. */
public final class PersonCounters {
    /** What happened. */
    public enum Count {
        OPENED,
        /** Beyond the connections that a person, a device or the node may have. */
        REFUSED,
        /** A frame that is no message; the connection ends. */
        UNREADABLE,
        /** A message that the session's state does not allow. */
        ILLEGAL,
        /** A message that the server does in the person's stead, or too late. */
        DROPPED,
        /** Sent away because he read more slowly than the terminal that he watched showed. */
        WATCHED_TOO_SLOWLY,
        /** Ended because nobody did anything. */
        IDLE,
        /** Ended because the token is not good any more. */
        SIGNED_OUT
    }

    private final Map<Count, Counter> counts = new EnumMap<>(Count.class);

    public PersonCounters(MeterRegistry registry) {
        for (Count count : Count.values()) {
            counts.put(
                    count,
                    Counter.builder("holdfast_person_events")
                            .description("What happened on people's connections to devices")
                            .tag("event", count.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    public void add(Count count) {
        Objects.requireNonNull(counts.get(count)).increment();
    }

    /** How many so far. */
    public long of(Count count) {
        return (long) Objects.requireNonNull(counts.get(count)).count();
    }
}
