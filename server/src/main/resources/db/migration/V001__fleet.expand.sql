-- Why: the first schema. Lock footprint: none, every table is new.
--
-- tenant_id leads every table, key and index of a tenant's data, so that a cell's database can be spread by tenant without
-- changing a query. Tables of the cell itself (tenant directory, keys, feed, nodes) are the only exceptions.

set local lock_timeout = '2s';

-- The cell -------------------------------------------------------------------------------------------------------------

create table tenant (
    tenant_id   uuid        not null primary key,
    name        text        not null check (length(name) between 1 and 256),
    standing    text        not null default 'active' check (standing in ('active', 'suspended')),
    is_default  boolean     not null default false,
    created_at  timestamptz not null default now()
);
create unique index tenant_by_name on tenant (name);
-- Devices with an empty or absent tenant token belong to the one default tenant.
create unique index tenant_default on tenant (is_default) where is_default;

-- The row that acceptances of a tenant queue on. An absent row means the tenancy default and is resolved in one place,
-- tenancy.DeviceQuota. The number is read only under its kind: no number has a special meaning.
create table tenant_quota (
    tenant_id        uuid    not null primary key,
    limit_kind       text    not null check (limit_kind in ('unlimited', 'at_most')),
    limit_devices    integer not null default 0 check (limit_devices >= 0),
    accepted_devices integer not null default 0 check (accepted_devices >= 0),
    check (limit_kind = 'at_most' or limit_devices = 0)
);

-- Sealed signing keys: device tokens, user tokens, tenant tokens, download links, each with a key id.
create table server_key (
    purpose    text        not null check (purpose in ('device_token', 'user_token', 'tenant_token', 'download_link')),
    key_id     integer     not null check (key_id > 0),
    sealed     bytea       not null,
    standing   text        not null check (standing in ('announced', 'signing', 'verifying', 'retired')),
    created_at timestamptz not null default now(),
    primary key (purpose, key_id)
);
create unique index server_key_signing on server_key (purpose) where standing = 'signing';

-- The feed: one head row, whose lock is the last a transaction takes, so that numbers are gapless and in commit order.
create table feed_head (
    only_one boolean not null primary key default true check (only_one),
    seq      bigint  not null check (seq >= 0)
);
insert into feed_head (seq) values (0);

create table feed_commit (
    seq          bigint      not null primary key,
    nonce        uuid        not null default gen_random_uuid(),
    committed_at timestamptz not null default now(),
    -- Three arrays of one length: what changed, whose, which.
    kinds        text[]      not null,
    tenant_ids   uuid[]      not null,
    ids          uuid[]      not null,
    check (cardinality(kinds) = cardinality(tenant_ids) and cardinality(kinds) = cardinality(ids))
);

create table node (
    node_id         uuid        not null primary key,
    boot_id         uuid        not null,
    version         text        not null,
    started_at      timestamptz not null default now(),
    lease_renewed_at timestamptz not null default now(),
    applied_seq     bigint      not null default 0,
    -- The highest report number whose effect is committed; written in the transaction of the effect.
    report_high_water bigint    not null default 0
) with (fillfactor = 50);

-- Identity -------------------------------------------------------------------------------------------------------------

create table device (
    tenant_id       uuid        not null,
    device_id       uuid        not null,
    identity_hash   bytea       not null check (octet_length(identity_hash) = 32),
    identity        jsonb       not null,
    standing        text        not null check (standing in ('pending', 'accepted', 'rejected', 'preauthorized', 'noauth')),
    -- Tokens minted at a lower feed number are refused.
    not_before_seq  bigint      not null default 0,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    primary key (tenant_id, device_id)
) with (fillfactor = 80);
create unique index device_by_identity on device (tenant_id, identity_hash);
create index device_by_standing on device (tenant_id, standing, created_at, device_id);
create index device_by_age on device (tenant_id, created_at, device_id);

create table auth_set (
    tenant_id   uuid        not null,
    auth_set_id uuid        not null,
    device_id   uuid        not null,
    key_hash    bytea       not null check (octet_length(key_hash) = 32),
    public_key  text        not null check (length(public_key) <= 16384),
    standing    text        not null check (standing in ('pending', 'accepted', 'rejected', 'preauthorized')),
    created_at  timestamptz not null default now(),
    primary key (tenant_id, auth_set_id)
);
create unique index auth_set_by_key on auth_set (tenant_id, device_id, key_hash);
-- At most one accepted key a device.
create unique index auth_set_accepted on auth_set (tenant_id, device_id) where standing = 'accepted';

-- Decommissioned devices: proof of revocation that outlives the device's own row.
create table device_tombstone (
    tenant_id         uuid        not null,
    device_id         uuid        not null,
    identity_hash     bytea       not null,
    decommissioned_at timestamptz not null default now(),
    primary key (tenant_id, device_id)
);

-- Inventory ------------------------------------------------------------------------------------------------------------

create table inventory (
    tenant_id    uuid        not null,
    device_id    uuid        not null,
    attributes   jsonb       not null,
    content_hash bigint      not null,
    received_at  timestamptz not null,
    node_id      uuid        not null,
    report_no    bigint      not null,
    primary key (tenant_id, device_id)
) with (fillfactor = 70);

-- Releases -------------------------------------------------------------------------------------------------------------

create table artifact (
    tenant_id    uuid        not null,
    artifact_id  uuid        not null,
    name         text        not null check (length(name) between 1 and 256),
    description  text        not null default '',
    blob_key     text        not null,
    size_bytes   bigint      not null check (size_bytes > 0),
    sha256       bytea       not null check (octet_length(sha256) = 32),
    signed       boolean     not null,
    -- What the artifact says of itself: updates, provides, depends, clears, in the management API's form.
    contents     jsonb       not null,
    created_at   timestamptz not null default now(),
    modified_at  timestamptz not null default now(),
    primary key (tenant_id, artifact_id)
);
create index artifact_by_name on artifact (tenant_id, name, artifact_id);
create index artifact_by_age on artifact (tenant_id, modified_at, artifact_id);

-- One artifact a release and device type: the overlap is refused by this key, not by a look beforehand.
create table artifact_device_type (
    tenant_id   uuid not null,
    name        text not null,
    device_type text not null check (length(device_type) between 1 and 256),
    artifact_id uuid not null,
    primary key (tenant_id, name, device_type)
);
create index artifact_device_type_by_artifact on artifact_device_type (tenant_id, artifact_id);

-- Rollouts -------------------------------------------------------------------------------------------------------------

create table deployment (
    tenant_id     uuid        not null,
    deployment_id uuid        not null,
    name          text        not null check (length(name) between 1 and 256),
    artifact_name text        not null,
    all_devices   boolean     not null,
    force_installation boolean not null default false,
    standing      text        not null check (standing in ('active', 'finished', 'aborted')),
    target_count  integer     not null default 0 check (target_count >= 0),
    created_at    timestamptz not null default now(),
    finished_at   timestamptz,
    check ((standing in ('finished', 'aborted')) = (finished_at is not null)),
    primary key (tenant_id, deployment_id)
);
create index deployment_by_age on deployment (tenant_id, created_at desc, deployment_id);
create index deployment_open on deployment (tenant_id, created_at, deployment_id) where standing = 'active';

-- The release's artifacts, frozen when the deployment was made.
create table deployment_artifact (
    tenant_id     uuid not null,
    deployment_id uuid not null,
    device_type   text not null,
    artifact_id   uuid not null,
    primary key (tenant_id, deployment_id, device_type)
);
create index deployment_artifact_use on deployment_artifact (tenant_id, artifact_id);

-- One row a target. rank orders the statuses: a lower or late one never overwrites a higher one.
create table deployment_device (
    tenant_id     uuid        not null,
    deployment_id uuid        not null,
    device_id     uuid        not null,
    status        text        not null default 'pending',
    rank          smallint    not null default 0,
    finished      boolean     not null default false,
    substate      text        not null default '',
    installed_anyway boolean  not null default false,
    has_log       boolean     not null default false,
    created_at    timestamptz not null default now(),
    started_at    timestamptz,
    finished_at   timestamptz,
    received_at   timestamptz not null default now(),
    primary key (tenant_id, deployment_id, device_id)
) with (fillfactor = 70);
create index deployment_device_open on deployment_device (tenant_id, device_id, deployment_id) where not finished;
-- Whether a deployment still has an open target, and which: asked by its completion, its abort and every node's image.
create index deployment_device_unfinished on deployment_device (tenant_id, deployment_id) where not finished;
create index deployment_device_history on deployment_device (tenant_id, device_id, created_at);

create table deployment_log (
    tenant_id     uuid        not null,
    deployment_id uuid        not null,
    device_id     uuid        not null,
    node_id       uuid        not null,
    report_no     bigint      not null,
    messages      text        not null,
    truncated     boolean     not null default false,
    received_at   timestamptz not null,
    primary key (tenant_id, deployment_id, device_id)
);

-- Late, lower and surprising reports: nothing a device said is thrown away, nothing is counted twice.
create table deployment_event (
    tenant_id     uuid        not null,
    deployment_id uuid        not null,
    device_id     uuid        not null,
    node_id       uuid        not null,
    report_no     bigint      not null,
    status        text        not null,
    received_at   timestamptz not null,
    primary key (tenant_id, deployment_id, device_id, node_id, report_no)
);

-- Access ---------------------------------------------------------------------------------------------------------------

create table app_user (
    tenant_id     uuid        not null,
    user_id       uuid        not null,
    email         text        not null check (length(email) between 3 and 320),
    password_hash text        not null,
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now(),
    primary key (tenant_id, user_id)
);
create unique index app_user_by_email on app_user (tenant_id, email);

-- Where to look for the user behind an address, before the tenant is known. The address is lower case.
create table login (
    email     text not null primary key,
    tenant_id uuid not null,
    user_id   uuid not null
);

-- Signed-in sessions and personal access tokens: a token is good while its row stands.
create table user_session (
    tenant_id    uuid        not null,
    session_id   uuid        not null,
    user_id      uuid        not null,
    kind         text        not null check (kind in ('login', 'personal_access_token')),
    name         text        not null default '',
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null,
    last_used_at timestamptz,
    primary key (tenant_id, session_id)
);
create index user_session_by_user on user_session (tenant_id, user_id, kind, created_at);
create index user_session_by_expiry on user_session (tenant_id, expires_at);
create unique index user_session_token_name on user_session (tenant_id, user_id, name) where kind = 'personal_access_token';

create table setup_link (
    only_one   boolean     not null primary key default true check (only_one),
    token_hash bytea       not null,
    created_at timestamptz not null default now()
);

create table audit_event (
    tenant_id   uuid        not null,
    audit_id    uuid        not null,
    at          timestamptz not null default now(),
    actor_kind  text        not null check (actor_kind in ('user', 'operator', 'device', 'server')),
    actor       text        not null,
    action      text        not null,
    object_kind text        not null,
    object      text        not null,
    detail      jsonb       not null default '{}',
    request_id  text        not null default '',
    primary key (tenant_id, audit_id)
);
create index audit_event_by_age on audit_event (tenant_id, at desc, audit_id);

-- A retried management write gets the first answer again. Kept 24 h.
create table idempotent_answer (
    tenant_id    uuid        not null,
    user_id      uuid        not null,
    key          text        not null check (length(key) between 1 and 255),
    request_hash bytea       not null,
    status       integer     not null,
    headers      jsonb       not null default '{}',
    body         bytea       not null,
    created_at   timestamptz not null default now(),
    primary key (tenant_id, user_id, key)
);
create index idempotent_answer_by_age on idempotent_answer (tenant_id, created_at);
