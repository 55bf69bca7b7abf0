-- Why: people set what a device's programs are configured to, devices report what they are configured to, and a deployment brings the
-- one to the other. What is set and what is reported are two tables, because intake's own role may write only what devices report.
-- Lock footprint: access exclusive on deployment, for an instant and while its rows are read once for the check; it has a row a
-- deployment. The tables are new.

set local lock_timeout = '2s';

create table device_configuration (
    tenant_id     uuid        not null,
    device_id     uuid        not null,
    configured    jsonb       not null check (jsonb_typeof(configured) = 'object'),
    -- The last deployment that was to bring it.
    deployment_id uuid,
    updated_at    timestamptz not null default now(),
    primary key (tenant_id, device_id)
) with (fillfactor = 80);

create table reported_configuration (
    tenant_id    uuid        not null,
    device_id    uuid        not null,
    reported     jsonb       not null check (jsonb_typeof(reported) = 'object'),
    content_hash bigint      not null,
    received_at  timestamptz not null,
    node_id      uuid        not null,
    report_no    bigint      not null,
    primary key (tenant_id, device_id)
) with (fillfactor = 70);

-- What a deployment of configuration brings, frozen when it was made; absent where a deployment brings a release.
alter table deployment add column configuration jsonb;
alter table deployment
    add constraint deployment_configuration check (jsonb_typeof(configuration) = 'object') not valid;
alter table deployment validate constraint deployment_configuration;
