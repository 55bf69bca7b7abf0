package io.holdfast.edge.cohort;

import java.time.Duration;

/**
 * What devices cost in a span of time.
 *
 * @param requests answered, whatever the answer
 * @param loopNanos that they held event loops
 * @param connects attempts among the requests to open a live link
 * @param errors answered 4xx, or 5xx other than those put off
 * @param putOff answered 503 with a time to come back
 * @param messages on links, both ways
 * @param bytes on links, both ways
 * @param span how long it was measured
 */
public record Spent(
        long requests,
        long loopNanos,
        long connects,
        long errors,
        long putOff,
        long messages,
        long bytes,
        Duration span) {

    static Spent nothing() {
        return new Spent(0, 0, 0, 0, 0, 0, 0, Duration.ZERO);
    }

    /** The difference between two readings of the same sums. */
    static Spent between(long[] earlier, long[] later, Duration span) {
        long requests = 0;
        for (int work = Entry.STATUS.ordinal(); work <= Entry.UNKNOWN.ordinal(); work++) {
            requests += later[work] - earlier[work];
        }
        return new Spent(
                requests,
                more(earlier, later, Entry.LOOP_NANOS),
                more(earlier, later, Entry.CONNECT),
                more(earlier, later, Entry.CLIENT_ERRORS) + more(earlier, later, Entry.SERVER_ERRORS),
                more(earlier, later, Entry.PUT_OFF),
                more(earlier, later, Entry.MESSAGES_IN) + more(earlier, later, Entry.MESSAGES_OUT),
                more(earlier, later, Entry.BYTES_IN) + more(earlier, later, Entry.BYTES_OUT),
                span);
    }

    private static long more(long[] earlier, long[] later, Entry entry) {
        return later[entry.ordinal()] - earlier[entry.ordinal()];
    }

    boolean isNothing() {
        return requests == 0 && messages == 0;
    }

    /** Of the same time, of more devices. */
    Spent and(Spent other) {
        return sum(other, 1, span.compareTo(other.span) < 0 ? other.span : span);
    }

    /** Of the same time, of fewer devices. */
    Spent without(Spent part) {
        return sum(part, -1, span);
    }

    /** Of the same devices, of more time. */
    Spent then(Spent next) {
        return sum(next, 1, span.plus(next.span));
    }

    private Spent sum(Spent other, int sign, Duration of) {
        return new Spent(
                requests + sign * other.requests,
                loopNanos + sign * other.loopNanos,
                connects + sign * other.connects,
                errors + sign * other.errors,
                putOff + sign * other.putOff,
                messages + sign * other.messages,
                bytes + sign * other.bytes,
                of);
    }

    /** An amount of it a second. */
    public double perSecond(long amount) {
        return span.isZero() ? 0 : amount / (span.toNanos() / 1e9);
    }

    /** How much of one core. */
    public double cores() {
        return span.isZero() ? 0 : (double) loopNanos / span.toNanos();
    }
}
