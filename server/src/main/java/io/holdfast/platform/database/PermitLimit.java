package io.holdfast.platform.database;

/**
 * How many calls may use the database at once: as many as it answers without getting slower. After each window the limit moves by the
 * ratio of what answers usually take to what they take now, and a little up. Not safe for several threads.
 */
final class PermitLimit {
    /** Below it a slow database would be a stopped one, and four calls are one a core and tenant of a small cell. */
    static final int FLOOR = 4;

    /** Answers in a window: fewer say more about which calls they were than about the database. */
    static final int WINDOW = 50;

    /** The usual time follows over some ten windows: a database that has become another is taken for what it is. */
    private static final double USUAL_WEIGHT = 0.1;

    /** Calls differ: half as slow again is not yet the database's doing. */
    private static final double TOLERANCE = 1.5;

    private static final double CUT_MOST = 0.5;
    private static final double ONE_MORE = 1;

    private final int max;
    private double limit;
    private double usualNanos;
    private long sumNanos;
    private int answers;
    private boolean wasFull;

    /** Begins with all there is. */
    PermitLimit(int max) {
        this.max = Math.max(max, FLOOR);
        this.limit = this.max;
    }

    int permits() {
        return (int) limit;
    }

    /**
     * A call gave its permit back.
     *
     * @param full whether all permits were taken meanwhile: a limit that nobody reaches is not what makes anything faster or slower
     */
    void answered(long nanos, boolean full) {
        sumNanos += nanos;
        wasFull |= full;
        if (++answers < WINDOW) {
            return;
        }
        double mean = (double) sumNanos / answers;
        usualNanos = usualNanos == 0 ? mean : usualNanos;
        if (wasFull || mean < usualNanos) {
            double gradient = Math.clamp(TOLERANCE * usualNanos / mean, CUT_MOST, 1);
            limit = Math.clamp(limit * gradient + ONE_MORE, FLOOR, max);
        }
        usualNanos += USUAL_WEIGHT * (mean - usualNanos);
        sumNanos = 0;
        answers = 0;
        wasFull = false;
    }

    /** The database gave no connection in time. */
    void failed() {
        limit = Math.max(FLOOR, limit * CUT_MOST);
    }
}
