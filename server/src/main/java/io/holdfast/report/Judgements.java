package io.holdfast.report;

import io.holdfast.platform.database.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What a batch's one statement says of its reports: a row with {@code place} (counted from one, by {@code WITH ORDINALITY}), {@code
 * verdict} and {@code seq} for each that has a subject.
 */
public final class Judgements {
    private Judgements() {}

    /**
     * The end of a statement that replaces a value which the fleet images have of devices: behind {@code report}, {@code known (place,
     * verdict)} and {@code stored (tenant_id, device_id)} it marks the highest report number of each node, gives all that was stored
     * one feed number, and tells the verdicts. Locks the node's row, then the feed's head, and neither when nothing was stored.
     */
    public static final String OF_STORED_DEVICES = """
            mark as (
                update node n
                set report_high_water = greatest(n.report_high_water, m.report_no)
                from (select node_id, max(report_no) as report_no from report group by node_id) m
                where n.node_id = m.node_id and (select count(*) from stored) > 0
                returning n.node_id
            ),
            head as (
                update feed_head
                set seq = seq + 1
                where (select count(*) from stored) > 0 and (select count(*) from mark) >= 0
                returning seq
            ),
            entry as (
                insert into feed_commit (seq, kinds, tenant_ids, ids)
                select h.seq, array_agg('device'::text), array_agg(s.tenant_id), array_agg(s.device_id)
                from head h cross join stored s
                group by h.seq
                returning seq
            )
            select k.place, k.verdict, (select seq from entry) as seq from known k
            """;

    /**
     * Commits a batch by its statement.
     *
     * @param gone the verdict on a report without a row
     * @throws io.holdfast.platform.database.DatabaseException when nothing was committed, or the outcome is unknown
     */
    public static <V> BatchResult<V> commit(Query statement, int reports, V gone, Function<String, V> verdict) {
        List<Row> rows = statement.listCommitted(Row::read);
        List<V> verdicts = new ArrayList<>(Collections.nCopies(reports, gone));
        rows.forEach(row -> verdicts.set(row.place - 1, verdict.apply(row.verdict)));
        return new BatchResult<>(verdicts, rows.isEmpty() ? OptionalLong.empty() : rows.getFirst().seq, 1);
    }

    private record Row(int place, String verdict, OptionalLong seq) {
        static Row read(ResultSet row) throws SQLException {
            Optional<Long> seq = Optional.ofNullable(row.getObject("seq", Long.class));
            return new Row(
                    row.getInt("place"),
                    row.getString("verdict"),
                    seq.map(OptionalLong::of).orElse(OptionalLong.empty()));
        }
    }
}
