-- Why: after a restore of the database a device is let in again on its token alone. Then the node knows only the first 16 bytes of
-- the hashes of its identity and key; the rows of device and auth_set hold those, padded with zeros, until the device asks to be
-- let in again and says the rest. A row stands for as long as that has not happened.
-- Lock footprint: none, the table is new.

set local lock_timeout = '2s';

create table readopted_device (
    tenant_id       uuid        not null,
    device_id       uuid        not null,
    identity_prefix bytea       not null check (octet_length(identity_prefix) = 16),
    key_prefix      bytea       not null check (octet_length(key_prefix) = 16),
    readopted_at    timestamptz not null default now(),
    primary key (tenant_id, device_id)
);
create unique index readopted_device_by_identity on readopted_device (tenant_id, identity_prefix);
