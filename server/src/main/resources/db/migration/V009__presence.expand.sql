-- Why: which devices have a live link, and when they came and went. A row says "online" only together with the lease of the node
-- that wrote it: a node that dies rewrites nothing. Both tables are written in batches, never for a single device's link.
-- Lock footprint: none, both tables are new.

set local lock_timeout = '2s';

create table device_presence (
    tenant_id          uuid        not null,
    device_id          uuid        not null,
    -- Random, of one link: an older link's end that comes late changes nothing.
    session_id         uuid        not null,
    node_id            uuid        not null,
    boot_id            uuid        not null,
    online             boolean     not null,
    reason             text        not null check (length(reason) <= 64),
    first_connected_at timestamptz not null,
    connected_at       timestamptz not null,
    changed_at         timestamptz not null,
    primary key (tenant_id, device_id)
) with (fillfactor = 70);

-- The last 100 of each device.
create table device_link_event (
    tenant_id uuid        not null,
    device_id uuid        not null,
    at        timestamptz not null,
    event_id  uuid        not null,
    kind      text        not null check (kind in ('connected', 'disconnected')),
    reason    text        not null check (length(reason) <= 64),
    primary key (tenant_id, device_id, at, event_id)
);
