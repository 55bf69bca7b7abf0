package io.holdfast.access;

import java.time.Instant;
import java.util.List;

/** Which users to list; an empty list of ids or addresses takes all. Bounds are exclusive. */
public record UserFilter(
        List<UserId> ids,
        List<Email> emails,
        Instant createdAfter,
        Instant createdBefore,
        Instant updatedAfter,
        Instant updatedBefore) {

    private static final Instant LONG_AGO = Instant.EPOCH;
    // The year 9999: later than any row, and within what PostgreSQL and every client can write.
    private static final Instant FAR_AHEAD = Instant.ofEpochSecond(253_402_300_799L);

    /** Everybody. */
    public static final UserFilter ALL = new UserFilter(List.of(), List.of(), LONG_AGO, FAR_AHEAD, LONG_AGO, FAR_AHEAD);
}
