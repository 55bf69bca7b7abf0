package io.holdfast.idempotency;

import io.holdfast.access.Caller;
import java.util.Optional;

/** The name that a caller gave to one write; callers do not share names. */
public record IdempotencyKey(Caller caller, String text) {
    // Room for a UUID and a prefix; the column has the same bound.
    private static final int LENGTH_MAX = 255;

    /** Reads the header; empty when it is not 1 to 255 visible ASCII characters. */
    public static Optional<IdempotencyKey> parse(Caller caller, String header) {
        boolean sane = !header.isEmpty()
                && header.length() <= LENGTH_MAX
                && header.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return sane ? Optional.of(new IdempotencyKey(caller, header)) : Optional.empty();
    }
}
