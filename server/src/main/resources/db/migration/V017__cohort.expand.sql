-- Why: a fleet image must know what each device is and runs, so that cost is charged to the firmware that causes it and a valve
-- can be judged before a device says anything; reading that out of every device's attributes would cost a load seconds a million.
-- Rows written before have nulls, and are read from their attributes until their next report: filling them here would rewrite the
-- table, and each device's change would go through the feed to say what the image reads anyway.
-- And valves: what an operator holds back for a while, in the whole cell. A row is the operator's, not a tenant's.
-- Lock footprint: access exclusive on inventory, for an instant: columns without a default. The table is new.

set local lock_timeout = '2s';

alter table inventory
    add column device_type   text,
    add column artifact_name text;

create table valve (
    valve_id   uuid        primary key,
    -- What it touches and what it does, as the program reads it; it names a tenant or none.
    terms      jsonb       not null,
    reason     text        not null check (length(reason) between 1 and 500),
    set_by     text        not null check (length(set_by) between 1 and 200),
    set_at     timestamptz not null,
    expires_at timestamptz not null,
    check (expires_at > set_at and expires_at <= set_at + interval '7 days')
);
