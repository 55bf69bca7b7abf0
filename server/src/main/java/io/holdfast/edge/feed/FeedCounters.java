package io.holdfast.edge.feed;

import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the feed's reader counts; every one but {@link #applied} is an alarm when it grows. */
public final class FeedCounters {
    private static final Logger log = LoggerFactory.getLogger(FeedCounters.class);

    private final LongAdder rowsApplied = new LongAdder();
    private final LongAdder unreadableRows = new LongAdder();
    private final LongAdder unknownKinds = new LongAdder();
    private final LongAdder reloads = new LongAdder();
    private final LongAdder otherHistories = new LongAdder();
    private final LongAdder disconnects = new LongAdder();

    void applied(int rows) {
        rowsApplied.add(rows);
    }

    void unreadable(String kind, Object id, RuntimeException why) {
        unreadableRows.increment();
        log.atError()
                .addKeyValue("kind", kind)
                .addKeyValue("id", id)
                .addKeyValue("why", why.getMessage())
                .log("a row cannot be read by this version; the feed moves on");
    }

    void unknownKind(String kind) {
        unknownKinds.increment();
        log.atError().addKeyValue("kind", kind).log("the feed names a kind of thing this version does not know");
    }

    void reloaded() {
        reloads.increment();
    }

    void metOtherHistory() {
        otherHistories.increment();
    }

    void disconnected() {
        disconnects.increment();
    }

    public long rowsApplied() {
        return rowsApplied.sum();
    }

    public long unreadableRows() {
        return unreadableRows.sum();
    }

    public long unknownKinds() {
        return unknownKinds.sum();
    }

    public long reloads() {
        return reloads.sum();
    }

    /** Times the database did not have what this node had read: it was restored or failed over. */
    public long otherHistories() {
        return otherHistories.sum();
    }

    public long disconnects() {
        return disconnects.sum();
    }
}
