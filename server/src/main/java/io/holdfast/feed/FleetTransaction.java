package io.holdfast.feed;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** A running control-plane transaction that collects what it changes for the fleet image. */
public final class FleetTransaction {
    /** Bulk actions change at most this many things a transaction, so that the feed's head row is held briefly. */
    public static final int CHANGES_MAX = 5_000;

    private final Connection connection;
    private final List<Change> changes = new ArrayList<>();
    private final List<LongConsumer> numbered = new ArrayList<>();
    private boolean standsAlready;

    FleetTransaction(Connection connection) {
        this.connection = connection;
    }

    public Connection connection() {
        return connection;
    }

    /** Says that a fleet image must read this again. Call it for everything a device may see. */
    public void changed(Change change) {
        if (changes.size() >= CHANGES_MAX) {
            throw new IllegalStateException("more than " + CHANGES_MAX + " changes in one transaction");
        }
        changes.add(change);
    }

    /**
     * Runs work once the transaction's feed number is known: then the head row is held, so it must be short and touch only rows
     * that this transaction has locked already. For what must carry the very number of its change, such as a device's token
     * floor. Without a {@linkplain #changed change} there is no number, and that is a mistake.
     */
    public void whenNumbered(LongConsumer work) {
        numbered.add(work);
    }

    /** Whether something was {@linkplain #changed changed}, so that the transaction gets a number. */
    public boolean willBeNumbered() {
        return !changes.isEmpty();
    }

    /**
     * Says that what the work was to do was done before. Who asks again often never heard the first answer, so a transaction that
     * changes nothing has the feed's latest number then, which is not below that of the deed itself: the repeat is answered when
     * the deed is in force, as the first one was. Call it with the rows locked that say so.
     */
    public void standsAlready() {
        standsAlready = true;
    }

    boolean stands() {
        return standsAlready;
    }

    /** How far the transaction has come. */
    record Mark(int changes, int numbered, boolean stands) {}

    Mark mark() {
        return new Mark(changes.size(), numbered.size(), standsAlready);
    }

    /** For a part of the transaction that was undone. */
    void forgetSince(Mark mark) {
        changes.subList(mark.changes(), changes.size()).clear();
        numbered.subList(mark.numbered(), numbered.size()).clear();
        standsAlready = mark.stands();
    }

    List<LongConsumer> numbered() {
        return numbered;
    }

    List<Change> changes() {
        return changes;
    }
}
