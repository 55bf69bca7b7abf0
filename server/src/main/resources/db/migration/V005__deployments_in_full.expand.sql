-- Why: how far a deployment got was counted from its targets at every look, 1.3 s for three deployments of 300,000 devices. It is
-- now counted where a target moves. Beside that: targets that went quiet in the middle (stalled), a history that a person cleared
-- (forgotten), repeated attempts, and groups of devices.
-- Lock footprint: deployment and deployment_device for an instant each (columns with constant defaults rewrite no row); the counts
-- are filled by one pass over deployment_device that blocks nobody. A node of the version before, still running, counts nothing:
-- housekeeping corrects what it moves.

set local lock_timeout = '2s';

-- The targets of a deployment by status, and those that are stalled, in stripes: writers on different connections meet in
-- different rows. The sum over the stripes is the count; one stripe alone may be negative.
create table deployment_count (
    tenant_id     uuid     not null,
    deployment_id uuid     not null,
    -- The wire name of a status, or 'stalled', which is counted beside the statuses.
    counted       text     not null,
    stripe        smallint not null check (stripe between 0 and 15),
    devices       bigint   not null,
    primary key (tenant_id, deployment_id, counted, stripe)
) with (fillfactor = 50);

alter table deployment_device
    add column stalled boolean not null default false,
    add column forgotten boolean not null default false,
    add column attempts smallint not null default 0;

alter table deployment
    add column retries smallint not null default 0,
    add column group_name text;

insert into deployment_count (tenant_id, deployment_id, counted, stripe, devices)
select tenant_id, deployment_id, status, 0, count(*) from deployment_device group by tenant_id, deployment_id, status;

-- A device is in one group at most, so the group is a property of the device; a group is there while it has a device.
create table device_group (
    tenant_id  uuid        not null,
    device_id  uuid        not null,
    group_name text        not null check (length(group_name) between 1 and 1024),
    joined_at  timestamptz not null default now(),
    primary key (tenant_id, device_id)
);
create index device_group_members on device_group (tenant_id, group_name, device_id);

-- All artifacts of the release, frozen when the deployment was made: of several for one type of device each device gets the one
-- whose dependencies it meets. deployment_artifact has one a type, and nodes of the version before read that.
create table deployment_offer (
    tenant_id     uuid not null,
    deployment_id uuid not null,
    device_type   text not null,
    artifact_id   uuid not null,
    primary key (tenant_id, deployment_id, device_type, artifact_id)
);
create index deployment_offer_use on deployment_offer (tenant_id, artifact_id);

insert into deployment_offer (tenant_id, deployment_id, device_type, artifact_id)
select tenant_id, deployment_id, device_type, artifact_id from deployment_artifact;
