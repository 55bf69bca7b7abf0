package io.holdfast.edge.store;

import io.holdfast.edge.intake.JournalLane;
import io.holdfast.edge.intake.LocalJournal;
import io.holdfast.edge.intake.LocalJournal.Positioned;
import java.sql.SQLException;
import java.util.List;

/** A node's first form kept its journal beside the image. What it acknowledged goes to the journal's own file, once. */
final class EarlierJournal {
    private static final int ROWS = 500;
    private static final long BYTES = 1 << 20;

    private EarlierJournal() {}

    /** Moves what there is. What does not fit stays and is tried at the next start. */
    static void move(SqliteFile store, LocalJournal to) throws SQLException {
        boolean there = store.read(connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("select 1 from sqlite_master where name = 'journal'")) {
                return row.next();
            }
        });
        if (there) {
            SqliteJournal from = SqliteJournal.over(store, 0, Long.MAX_VALUE);
            for (JournalLane lane : JournalLane.values()) {
                move(from, to, lane);
            }
        }
    }

    private static void move(LocalJournal from, LocalJournal to, JournalLane lane) {
        while (!from.isEmpty(lane)) {
            List<Positioned> oldest = from.oldest(lane, ROWS, BYTES);
            if (!to.append(lane, oldest.stream().map(Positioned::entry).toList())
                    || !from.remove(
                            lane, oldest.stream().map(Positioned::position).toList())) {
                return;
            }
        }
    }
}
