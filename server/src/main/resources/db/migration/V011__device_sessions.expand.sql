-- Why: terminals and forwarded connections are put on record: who had one on which device, from when to when, how much went each way,
-- and under which name its recording lies in the node's store. A row without an end belongs to a session that runs, or whose node died.
-- Lock footprint: none, the table is new.

set local lock_timeout = '2s';

create table device_session (
    tenant_id         uuid        not null,
    session_id        uuid        not null,
    device_id         uuid        not null,
    user_id           uuid        not null,
    kind              text        not null check (kind in ('terminal', 'forward')),
    client_address    text        not null default '',
    started_at        timestamptz not null default now(),
    ended_at          timestamptz,
    end_cause         text        not null default '',
    bytes_to_device   bigint      not null default 0,
    bytes_from_device bigint      not null default 0,
    recording         text,
    recording_bytes   bigint      not null default 0,
    recording_whole   boolean     not null default true,
    primary key (tenant_id, session_id),
    check (ended_at is not null or recording is null)
);
create index device_session_by_age on device_session (tenant_id, started_at desc, session_id);
create index device_session_of_device on device_session (tenant_id, device_id, started_at desc, session_id);
create index device_session_by_recording on device_session (recording) where recording is not null;
