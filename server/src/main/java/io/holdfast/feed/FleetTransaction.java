package io.holdfast.feed;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** A running control-plane transaction that collects what it changes for the fleet image. */
public final class FleetTransaction {
    /** Bulk actions change at most this many things a transaction, so that the feed's head row is held briefly. */
    public static final int CHANGES_MAX = 5_000;

    private final Connection connection;
    private final List<Change> changes = new ArrayList<>();

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

    /** For a part of the transaction that was undone. */
    void forgetChangesAfter(int count) {
        changes.subList(count, changes.size()).clear();
    }

    List<Change> changes() {
        return changes;
    }
}
