package io.holdfast.edge.feed;

import io.holdfast.platform.database.Query;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Looks at the commit log. One statement a look, also when there is nothing new. */
final class FeedReader {
    /** Rows of one look. */
    static final int ROWS_MAX = 500;

    /** Changes of one look, unless a single row has more: bulk actions put up to 5,000 into one. */
    static final int CHANGES_MAX = 20_000;

    // Whether there is an older row is asked of the first by the key: "exists" is planned as a scan of the table, five
    // times a second.
    // The node's own row comes first, as the proof that its place still exists.
    private static final String LOOK = """
            select pg_is_in_recovery() as recovering, h.seq as head,
                   coalesce((select o.seq < ? from feed_commit o order by o.seq limit 1), false) as older, c.seq, c.nonce, c.kinds, c.tenant_ids, c.ids
              from feed_head h
              left join lateral (
                   select sized.seq, sized.nonce, sized.kinds, sized.tenant_ids, sized.ids
                     from (select page.seq, page.nonce, page.kinds, page.tenant_ids, page.ids,
                                  sum(cardinality(page.ids)) over (order by page.seq) - cardinality(page.ids) as earlier
                             from (select f.seq, f.nonce, f.kinds, f.tenant_ids, f.ids
                                     from feed_commit f
                                    where f.seq >= ?
                                    order by f.seq
                                    limit ?) page) sized
                    where sized.earlier < ?) c on true
             order by c.seq
            """;

    private static final String PLACE = """
            select h.seq, c.nonce
              from feed_head h
              left join feed_commit c on c.seq = h.seq
            """;

    private FeedReader() {}

    static FeedLook look(Connection connection, FeedCursor cursor) {
        List<Line> lines = Query.on(connection, LOOK)
                .with(cursor.seq(), cursor.nonce().isPresent() ? cursor.seq() : cursor.seq() + 1, ROWS_MAX, CHANGES_MAX)
                .list(FeedReader::line);
        if (lines.isEmpty()) {
            throw new IllegalStateException("feed_head has no row");
        }
        Line first = lines.getFirst();
        return new FeedLook(
                first.recovering(),
                first.head(),
                first.older(),
                lines.stream().flatMap(line -> line.row().stream()).toList());
    }

    /** The head and its nonce, as the caller's transaction sees them; the nonce is missing when its row is. */
    static FeedCursor place(Connection connection) {
        return Query.on(connection, PLACE)
                .first(row ->
                        new FeedCursor(row.getLong("seq"), Optional.ofNullable(row.getObject("nonce", UUID.class))))
                .orElseThrow(() -> new IllegalStateException("feed_head has no row"));
    }

    private record Line(boolean recovering, long head, boolean older, Optional<FeedRow> row) {}

    private static Line line(ResultSet row) throws SQLException {
        UUID nonce = row.getObject("nonce", UUID.class);
        Optional<FeedRow> feedRow =
                nonce == null ? Optional.empty() : Optional.of(new FeedRow(row.getLong("seq"), nonce, changes(row)));
        return new Line(row.getBoolean("recovering"), row.getLong("head"), row.getBoolean("older"), feedRow);
    }

    private static List<FeedRow.Named> changes(ResultSet row) throws SQLException {
        String[] kinds = (String[]) array(row, "kinds");
        UUID[] tenants = (UUID[]) array(row, "tenant_ids");
        UUID[] ids = (UUID[]) array(row, "ids");
        List<FeedRow.Named> changes = new ArrayList<>(kinds.length);
        for (int i = 0; i < kinds.length; i++) {
            changes.add(new FeedRow.Named(kinds[i], tenants[i], ids[i]));
        }
        return changes;
    }

    private static Object array(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getArray(column)).getArray();
    }
}
