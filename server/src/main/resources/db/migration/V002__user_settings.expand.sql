-- Why: user interfaces keep their settings on the server, for a tenant and for each person.
-- Lock footprint: none, both tables are new.

set local lock_timeout = '2s';

create table tenant_settings (
    tenant_id  uuid        not null primary key,
    settings   jsonb       not null,
    etag       uuid        not null,
    updated_at timestamptz not null default now()
);

create table user_settings (
    tenant_id  uuid        not null,
    user_id    uuid        not null,
    settings   jsonb       not null,
    etag       uuid        not null,
    updated_at timestamptz not null default now(),
    primary key (tenant_id, user_id)
);
