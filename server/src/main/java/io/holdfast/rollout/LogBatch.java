package io.holdfast.rollout;

import io.holdfast.platform.database.Columns;
import io.holdfast.platform.database.Query;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Judgements;
import io.holdfast.report.Passage;
import io.holdfast.report.Received;
import java.sql.Connection;
import java.util.List;

/** Commits logs of failed deployments with one statement that is its own transaction. No fleet image shows them. */
public final class LogBatch {

    private LogBatch() {}

    /** Order of locks: targets in the order of their key, logs in the same order, the node's row. */
    private static final String COMMIT = """
            with report as (
                select tenant_id, deployment_id, device_id, messages, truncated, node_id, report_no,
                       timestamptz 'epoch' + received_us * interval '1 microsecond' as received_at, place
                from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::boolean[], ?::uuid[], ?::bigint[], ?::bigint[])
                    with ordinality
                    as r (tenant_id, deployment_id, device_id, messages, truncated, node_id, report_no, received_us, place)
            ),
            target as (
                select r.*, d.has_log
                from report r
                join deployment_device d
                    on d.tenant_id = r.tenant_id and d.deployment_id = r.deployment_id and d.device_id = r.device_id
                order by r.tenant_id, r.deployment_id, r.device_id
                for update of d
            ),
            judged as (
                select t.*,
                       case when not ?::boolean and t.received_at <= l.received_at then 'late' else 'recorded' end
                           as verdict
                from target t
                left join deployment_log l
                    on l.tenant_id = t.tenant_id and l.deployment_id = t.deployment_id and l.device_id = t.device_id
            ),
            stored as (
                insert into deployment_log
                    (tenant_id, deployment_id, device_id, node_id, report_no, messages, truncated, received_at)
                select tenant_id, deployment_id, device_id, node_id, report_no, messages, truncated, received_at
                from judged
                where verdict = 'recorded'
                on conflict (tenant_id, deployment_id, device_id) do update
                set node_id = excluded.node_id, report_no = excluded.report_no, messages = excluded.messages,
                    truncated = excluded.truncated, received_at = excluded.received_at
                returning tenant_id, deployment_id, device_id
            ),
            flagged as (
                update deployment_device d
                set has_log = true
                from judged j
                where d.tenant_id = j.tenant_id and d.deployment_id = j.deployment_id and d.device_id = j.device_id
                    and j.verdict = 'recorded' and not j.has_log
                returning d.device_id
            ),
            mark as (
                update node n
                set report_high_water = greatest(n.report_high_water, m.report_no)
                from (select node_id, max(report_no) as report_no from report group by node_id) m
                where n.node_id = m.node_id
                    and (select count(*) from stored) > 0 and (select count(*) from flagged) >= 0
                returning n.node_id
            )
            select place, verdict, null::bigint as seq from judged
            """;

    /**
     * Commits the logs, all or none. The connection is on autocommit. No two logs are of the same target.
     *
     * @throws io.holdfast.platform.database.DatabaseException when nothing was committed, or the outcome is unknown
     */
    public static BatchResult<LogVerdict> commit(
            Connection connection, List<Received<DeviceLog>> logs, Passage passage) {
        Columns<Received<DeviceLog>> columns = Columns.of(logs);
        Query statement = Query.on(connection, COMMIT)
                .with(
                        columns.uuids(r -> r.report().device().tenant().value()),
                        columns.uuids(r -> r.report().deployment().value()),
                        columns.uuids(r -> r.report().device().device().value()),
                        columns.texts(r -> r.report().log().text()),
                        columns.booleans(r -> r.report().log().truncated()),
                        columns.uuids(r -> r.receipt().id().node()),
                        columns.longs(r -> r.receipt().id().number()),
                        columns.longs(r -> r.receipt().receivedMicros()),
                        passage == Passage.LIVE);
        return Judgements.commit(statement, logs.size(), LogVerdict.GONE, LogVerdict::of);
    }
}
