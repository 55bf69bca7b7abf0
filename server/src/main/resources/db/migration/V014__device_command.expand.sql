-- Why: a person tells a device that is away what to do when it is back. Every node looks for what waits, one claims it and sends it.
-- Lock footprint: none, the table is new.

set local lock_timeout = '2s';

create table device_command (
    tenant_id  uuid        not null,
    command_id uuid        not null,
    device_id  uuid        not null,
    kind       text        not null check (kind in ('check_update', 'send_inventory')),
    state      text        not null default 'waiting'
        check (state in ('waiting', 'sent', 'answered', 'expired', 'cancelled')),
    failed     boolean     not null default false,
    -- The device's words where it failed.
    answer     text        not null default '' check (length(answer) <= 1024),
    created_by uuid        not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    sent_at    timestamptz,
    ended_at   timestamptz,
    primary key (tenant_id, command_id)
) with (fillfactor = 70);
-- Of each kind one waits for a device; and what waits in the whole cell is found by it.
create unique index device_command_waiting on device_command (tenant_id, device_id, kind) where state = 'waiting';
create index device_command_of_device on device_command (tenant_id, device_id, created_at desc, command_id);
