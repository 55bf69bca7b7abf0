-- Why: a port of a device can be shown to people's browsers under an address of its own; who may come, until when, and how often
-- somebody came. Every node has all of it in its image, so that nobody who comes costs a statement. A URL goes with its device.
-- Lock footprint: share row exclusive on device, for an instant, for the reference from a new and empty table.

set local lock_timeout = '2s';

create table device_url (
    tenant_id      uuid        not null,
    url_id         uuid        not null,
    device_id      uuid        not null,
    slug           text        not null check (slug ~ '^[a-z2-7]{16}$'),
    port           integer     not null check (port between 1 and 65535),
    transport      text        not null check (transport in ('http', 'https', 'https-unverified')),
    host           text        check (length(host) between 1 and 253),
    mode           text        not null check (mode in ('private', 'link', 'basic', 'ip-allow', 'public')),
    basic_user     text        not null default '' check (length(basic_user) <= 64),
    basic_password bytea       not null default '',
    networks       text[]      not null default '{}' check (cardinality(networks) <= 32),
    enabled        boolean     not null default false,
    expires_at     timestamptz not null default 'infinity',
    -- What was signed for an earlier epoch is worth nothing.
    epoch          integer     not null default 1 check (epoch > 0),
    created_at     timestamptz not null default now(),
    hits           bigint      not null default 0,
    last_hit_at    timestamptz,
    primary key (tenant_id, url_id),
    foreign key (tenant_id, device_id) references device (tenant_id, device_id) on delete cascade,
    check (mode <> 'basic' or length(basic_user) > 0 and octet_length(basic_password) = 32),
    check (mode <> 'ip-allow' or cardinality(networks) > 0)
);
create unique index device_url_by_slug on device_url (tenant_id, slug);
create index device_url_of_device on device_url (tenant_id, device_id, created_at, url_id);
