package io.holdfast.config;

import io.holdfast.platform.database.Columns;
import io.holdfast.platform.database.Query;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Judgements;
import io.holdfast.report.Passage;
import io.holdfast.report.Received;
import java.sql.Connection;
import java.util.List;

/** Commits many reported configurations with one statement that is its own transaction. What has not changed writes nothing. */
public final class ReportedConfigurationBatch {

    private ReportedConfigurationBatch() {}

    /**
     * Order of locks: devices in the order of their key, against a decommission at the same moment, then the reported rows in the
     * same order, the node's row, the feed's head. Each part counts the rows of the earlier one before it touches its own.
     */
    private static final String COMMIT = """
            with report as (
                select tenant_id, device_id, reported, content_hash, node_id, report_no,
                       timestamptz 'epoch' + received_us * interval '1 microsecond' as received_at, place
                from unnest(?::uuid[], ?::uuid[], ?::text[], ?::bigint[], ?::uuid[], ?::bigint[], ?::bigint[])
                    with ordinality
                    as r (tenant_id, device_id, reported, content_hash, node_id, report_no, received_us, place)
            ),
            known as (
                select r.*,
                       case
                           when c.content_hash = r.content_hash then 'unchanged'
                           when not ?::boolean and r.received_at <= c.received_at then 'late'
                           else 'recorded'
                       end as verdict
                from report r
                join device d on d.tenant_id = r.tenant_id and d.device_id = r.device_id
                left join reported_configuration c on c.tenant_id = r.tenant_id and c.device_id = r.device_id
            ),
            held as (
                select k.*
                from known k
                join device d on d.tenant_id = k.tenant_id and d.device_id = k.device_id
                where k.verdict = 'recorded'
                order by k.tenant_id, k.device_id
                for key share of d
            ),
            stored as (
                insert into reported_configuration as c
                    (tenant_id, device_id, reported, content_hash, received_at, node_id, report_no)
                select tenant_id, device_id, reported::jsonb, content_hash, received_at, node_id, report_no
                from held
                on conflict (tenant_id, device_id) do update
                set reported = excluded.reported, content_hash = excluded.content_hash,
                    received_at = excluded.received_at, node_id = excluded.node_id, report_no = excluded.report_no
                where c.content_hash is distinct from excluded.content_hash
                    and (?::boolean or excluded.received_at > c.received_at)
                returning tenant_id, device_id
            ),
            """ + Judgements.OF_STORED_DEVICES;

    /**
     * Commits the reports, all or none. The connection is on autocommit. No two reports are of the same device.
     *
     * @throws io.holdfast.platform.database.DatabaseException when nothing was committed, or the outcome is unknown
     */
    public static BatchResult<ReportedVerdict> commit(
            Connection connection, List<Received<ReportedConfiguration>> reports, Passage passage) {
        Columns<Received<ReportedConfiguration>> columns = Columns.of(reports);
        boolean live = passage == Passage.LIVE;
        Query statement = Query.on(connection, COMMIT)
                .with(
                        columns.uuids(r -> r.report().device().tenant().value()),
                        columns.uuids(r -> r.report().device().device().value()),
                        columns.texts(r -> r.report().text()),
                        columns.longs(r -> r.report().contentHash()),
                        columns.uuids(r -> r.receipt().id().node()),
                        columns.longs(r -> r.receipt().id().number()),
                        columns.longs(r -> r.receipt().receivedMicros()),
                        live,
                        live);
        return Judgements.commit(statement, reports.size(), ReportedVerdict.GONE, ReportedVerdict::of);
    }
}
