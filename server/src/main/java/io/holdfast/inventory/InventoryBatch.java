package io.holdfast.inventory;

import io.holdfast.platform.database.Columns;
import io.holdfast.platform.database.Query;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Judgements;
import io.holdfast.report.Passage;
import io.holdfast.report.Received;
import io.holdfast.wire.mender.InventoryReport;
import java.sql.Connection;
import java.util.List;

/** Commits many inventory reports with one statement that is its own transaction. What has not changed writes nothing. */
public final class InventoryBatch {

    private InventoryBatch() {}

    /**
     * Order of locks: devices in the order of their key, against a decommission at the same moment, then inventory rows in the
     * same order, the node's row, the feed's head. Each part counts the rows of the earlier one before it touches its own.
     *
     * <p>A part is laid over what is on record. Where that leaves nothing of the record, the part is as good as a whole report, and
     * its hash is compared as one. Otherwise the hash is the database's own, and what follows is compared here. A union larger than
     * a whole report may be is not made: the part stands alone.
     *
     * <p>What the device is and runs stands in columns of its own, cut to what a fleet image keeps, because every image reads it.
     */
    private static final String COMMIT = """
            with report as (
                select tenant_id, device_id, attributes, content_hash, part, node_id, report_no,
                       timestamptz 'epoch' + received_us * interval '1 microsecond' as received_at, place
                from unnest(?::uuid[], ?::uuid[], ?::text[], ?::bigint[], ?::boolean[], ?::uuid[], ?::bigint[], ?::bigint[])
                    with ordinality
                    as r (tenant_id, device_id, attributes, content_hash, part, node_id, report_no, received_us, place)
            ),
            known as (
                select r.tenant_id, r.device_id, r.node_id, r.report_no, r.received_at, r.place,
                       coalesce(u.attributes::text, r.attributes) as attributes,
                       coalesce(hashtextextended(u.attributes::text, 0), r.content_hash) as content_hash,
                       case
                           when i.content_hash = r.content_hash then 'unchanged'
                           when u.attributes = i.attributes then 'unchanged'
                           when not ?::boolean and r.received_at <= i.received_at then 'late'
                           else 'recorded'
                       end as verdict
                from report r
                join device d on d.tenant_id = r.tenant_id and d.device_id = r.device_id
                left join inventory i on i.tenant_id = r.tenant_id and i.device_id = r.device_id
                cross join lateral (
                    select case when r.part then i.attributes || r.attributes::jsonb end as attributes
                ) joined
                cross join lateral (
                    select case when joined.attributes <> r.attributes::jsonb
                                     and octet_length(joined.attributes::text) <= ?
                                     and (select count(*) from jsonb_object_keys(joined.attributes)) <= ?
                                then joined.attributes end as attributes
                ) u
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
                insert into inventory as i
                    (tenant_id, device_id, attributes, content_hash, received_at, node_id, report_no,
                     device_type, artifact_name)
                select tenant_id, device_id, attributes::jsonb, content_hash, received_at, node_id, report_no,
                       coalesce(left(attributes::jsonb #>> '{device_type,value}', 100), ''),
                       coalesce(left(attributes::jsonb #>> '{artifact_name,value}', 100), '')
                from held
                on conflict (tenant_id, device_id) do update
                set attributes = excluded.attributes, content_hash = excluded.content_hash,
                    received_at = excluded.received_at, node_id = excluded.node_id, report_no = excluded.report_no,
                    device_type = excluded.device_type, artifact_name = excluded.artifact_name
                where i.content_hash is distinct from excluded.content_hash
                    and (?::boolean or excluded.received_at > i.received_at)
                returning tenant_id, device_id
            ),
            """ + Judgements.OF_STORED_DEVICES;

    /**
     * Commits the reports, all or none. The connection is on autocommit. No two reports are of the same device.
     *
     * @throws io.holdfast.platform.database.DatabaseException when nothing was committed, or the outcome is unknown
     */
    public static BatchResult<InventoryVerdict> commit(
            Connection connection, List<Received<DeviceInventory>> reports, Passage passage) {
        Columns<Received<DeviceInventory>> columns = Columns.of(reports);
        boolean live = passage == Passage.LIVE;
        Query statement = Query.on(connection, COMMIT)
                .with(
                        columns.uuids(r -> r.report().device().tenant().value()),
                        columns.uuids(r -> r.report().device().device().value()),
                        columns.texts(r -> r.report().attributes()),
                        columns.longs(r -> r.report().contentHash()),
                        columns.booleans(r -> r.report().isPart()),
                        columns.uuids(r -> r.receipt().id().node()),
                        columns.longs(r -> r.receipt().id().number()),
                        columns.longs(r -> r.receipt().receivedMicros()),
                        live,
                        InventoryReport.MAX_BYTES,
                        InventoryReport.MAX_ATTRIBUTES,
                        live);
        return Judgements.commit(statement, reports.size(), InventoryVerdict.GONE, InventoryVerdict::of);
    }
}
