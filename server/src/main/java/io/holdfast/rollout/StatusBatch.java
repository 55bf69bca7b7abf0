package io.holdfast.rollout;

import io.holdfast.platform.database.Columns;
import io.holdfast.platform.database.Query;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Judgements;
import io.holdfast.report.Passage;
import io.holdfast.report.Received;
import io.holdfast.wire.mender.DeploymentStatus;
import java.sql.Connection;
import java.util.List;

/**
 * Commits many status reports with one statement that is its own transaction: 1,000 acknowledged reports must not cost more
 * than 10 statements, and a device that waits must not wait for a second round trip.
 */
public final class StatusBatch {

    private StatusBatch() {}

    /**
     * The order of locks is forced by data: targets in the order of their key (the sort below the lock), then the counts in
     * the order of theirs, then the node's row, then the feed's head, because each later part counts the rows of the earlier one before it touches its own.
     */
    private static final String COMMIT = """
            with report as (
                select tenant_id, deployment_id, device_id, status, substate, rank, finished, installed, node_id, report_no,
                       timestamptz 'epoch' + received_us * interval '1 microsecond' as received_at, place
                from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::integer[], ?::boolean[], ?::boolean[],
                            ?::uuid[], ?::bigint[], ?::bigint[]) with ordinality
                    as r (tenant_id, deployment_id, device_id, status, substate, rank, finished, installed,
                          node_id, report_no, received_us, place)
            ),
            target as (
                select r.*, d.installed_anyway, d.status as was, d.stalled as was_stalled,
                       r.status = 'failure' and d.attempts < p.retries as again,
                       case
                           when d.finished and d.status = r.status then 'unchanged'
                           when d.status = 'aborted' or (p.standing = 'aborted' and not d.finished) then 'aborted'
                           when d.finished or p.standing = 'finished' then 'finished'
                           -- A quiet device that says the same again is quiet no more.
                           when d.status = r.status and d.substate = r.substate
                               and (not d.stalled or r.received_at <= d.received_at) then 'unchanged'
                           -- The failure that was answered with another attempt, once more.
                           when d.status = 'pending' and d.attempts > 0 and r.status = 'failure' then 'unchanged'
                           when not ?::boolean and r.received_at <= d.received_at then 'late'
                           when r.rank < d.rank then 'late'
                           else 'recorded'
                       end as verdict
                from report r
                join deployment_device d
                    on d.tenant_id = r.tenant_id and d.deployment_id = r.deployment_id and d.device_id = r.device_id
                join deployment p on p.tenant_id = r.tenant_id and p.deployment_id = r.deployment_id
                order by r.tenant_id, r.deployment_id, r.device_id
                for update of d
            ),
            changed as (
                update deployment_device d
                set status           = case when t.verdict <> 'recorded' then d.status
                                            when t.again then 'pending' else t.status end,
                    rank             = case when t.verdict <> 'recorded' then d.rank
                                            when t.again then 0 else t.rank end,
                    finished         = case when t.verdict = 'recorded' then t.finished and not t.again
                                            else d.finished end,
                    substate         = case when t.verdict = 'recorded' then t.substate else d.substate end,
                    attempts         = d.attempts + case when t.verdict = 'recorded' and t.again then 1 else 0 end,
                    stalled          = d.stalled and t.verdict <> 'recorded',
                    started_at       = coalesce(d.started_at, t.received_at),
                    finished_at      = case when t.verdict = 'recorded' and t.finished and not t.again then t.received_at
                                            else d.finished_at end,
                    installed_anyway = d.installed_anyway or (t.verdict = 'aborted' and t.installed),
                    received_at      = case when t.verdict = 'recorded' then t.received_at else d.received_at end
                from target t
                where d.tenant_id = t.tenant_id and d.deployment_id = t.deployment_id and d.device_id = t.device_id
                    and (t.verdict = 'recorded'
                         or (t.verdict = 'aborted' and t.installed and not t.installed_anyway))
                returning d.tenant_id, d.deployment_id, d.device_id, d.status as became, t.was, t.was_stalled, d.stalled,
                          t.verdict = 'recorded' and d.finished as done
            ),
            moved as (
                select tenant_id, deployment_id, was, became, was_stalled, stalled from changed
            ),
            """ + TargetCounts.COUNT_MOVED + """
            , noted as (
                insert into deployment_event
                    (tenant_id, deployment_id, device_id, node_id, report_no, status, received_at)
                select t.tenant_id, t.deployment_id, t.device_id, t.node_id, t.report_no, t.status, t.received_at
                from target t
                where (t.verdict in ('late', 'aborted', 'finished') or t.verdict = 'recorded' and t.again)
                    -- A device repeats what it is not heard with; the first of each word says all, and bounds the table.
                    and not exists (
                        select 1 from deployment_event e
                        where e.tenant_id = t.tenant_id and e.deployment_id = t.deployment_id
                            and e.device_id = t.device_id and e.status = t.status)
                on conflict (tenant_id, deployment_id, device_id, node_id, report_no) do nothing
                returning device_id
            ),
            mark as (
                update node n
                set report_high_water = greatest(n.report_high_water, m.report_no)
                from (select node_id, max(report_no) as report_no from report group by node_id) m
                where n.node_id = m.node_id
                    and (select count(*) from changed) + (select count(*) from noted) > 0
                    and (select count(*) from counted) >= 0
                returning n.node_id
            ),
            head as (
                update feed_head
                set seq = seq + 1
                where (select count(*) from changed where done) > 0 and (select count(*) from mark) >= 0
                returning seq
            ),
            entry as (
                insert into feed_commit (seq, kinds, tenant_ids, ids)
                select h.seq, array_agg('device'::text), array_agg(c.tenant_id), array_agg(c.device_id)
                from head h cross join changed c
                where c.done
                group by h.seq
                returning seq
            )
            select t.place, (select seq from entry) as seq,
                   case
                       when t.verdict = 'recorded' and t.again
                            or t.verdict = 'unchanged' and t.was = 'pending' and t.status = 'failure' then 'retried'
                       else t.verdict
                   end as verdict
            from target t
            """;

    /**
     * Commits the reports, all or none. The connection is on autocommit. No two reports are of the same target.
     *
     * @throws io.holdfast.platform.database.DatabaseException when nothing was committed, or the outcome is unknown
     */
    public static BatchResult<StatusVerdict> commit(
            Connection connection, List<Received<DeviceStatus>> reports, Passage passage) {
        Columns<Received<DeviceStatus>> columns = Columns.of(reports);
        Query statement = Query.on(connection, COMMIT)
                .with(
                        columns.uuids(r -> r.report().device().tenant().value()),
                        columns.uuids(r -> r.report().deployment().value()),
                        columns.uuids(r -> r.report().device().device().value()),
                        columns.texts(r -> status(r).wireName()),
                        columns.texts(r -> r.report().report().substate().orElse("")),
                        columns.integers(r -> status(r).rank()),
                        columns.booleans(r -> status(r).finished()),
                        columns.booleans(r -> status(r) == DeploymentStatus.SUCCESS),
                        columns.uuids(r -> r.receipt().id().node()),
                        columns.longs(r -> r.receipt().id().number()),
                        columns.longs(r -> r.receipt().receivedMicros()),
                        passage == Passage.LIVE);
        return Judgements.commit(statement, reports.size(), StatusVerdict.GONE, StatusVerdict::of);
    }

    private static DeploymentStatus status(Received<DeviceStatus> received) {
        return received.report().report().status();
    }
}
