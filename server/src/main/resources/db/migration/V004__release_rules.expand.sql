-- Why: storage limits of tenants, artifacts of one release that differ in what they depend on, and signatures that people can
-- verify. Lock footprint: none on rows that programs use: every table is new; artifact is read once to fill artifact_claim.

set local lock_timeout = '2s';

-- The row that everything that changes a tenant's artifacts queues on. An absent row means the limit of new tenants and is
-- resolved in one place, release.StorageQuota. The number is read only under its kind: no number has a special meaning.
create table tenant_storage (
    tenant_id   uuid   not null primary key,
    limit_kind  text   not null check (limit_kind in ('unlimited', 'at_most')),
    limit_bytes bigint not null default 0 check (limit_bytes >= 0),
    check (limit_kind = 'at_most' or limit_bytes = 0)
);

-- What uploads in progress may still write. A crash leaves a row, which ends by itself.
create table storage_reservation (
    tenant_id      uuid        not null,
    reservation_id uuid        not null,
    bytes          bigint      not null check (bytes > 0),
    expires_at     timestamptz not null,
    primary key (tenant_id, reservation_id)
);

-- One row for each combination of values that an artifact depends on: two artifacts of one release overlap when they have one in
-- common, and the key refuses it, not a look beforehand. depends_count tells how particular the artifact is.
create table artifact_claim (
    tenant_id     uuid     not null,
    name          text     not null,
    depends_key   bytea    not null check (octet_length(depends_key) = 32),
    device_type   text     not null check (length(device_type) between 1 and 256),
    artifact_id   uuid     not null,
    depends_count smallint not null check (depends_count > 0),
    primary key (tenant_id, name, depends_key)
);
create index artifact_claim_by_artifact on artifact_claim (tenant_id, artifact_id);

-- The key is the SHA-256 of "length:key=length:value;" of each dependency in the order of the keys' bytes, as release.Claim has it.
insert into artifact_claim (tenant_id, name, depends_key, device_type, artifact_id, depends_count)
with recursive dependency as (
    select a.tenant_id, a.artifact_id, a.name, d.key, d.value,
           row_number() over (partition by a.tenant_id, a.artifact_id order by d.key collate "C") as place,
           count(*) over (partition by a.tenant_id, a.artifact_id) as places
    from artifact a
    cross join jsonb_each(coalesce(a.contents -> 'artifact_depends', '{}')) d
    where jsonb_typeof(d.value) = 'array' and jsonb_array_length(d.value) > 0
), combination as (
    select a.tenant_id, a.artifact_id, a.name, 0::bigint as place, ''::text as spelled, null::text as device_type
    from artifact a
    union all
    select c.tenant_id, c.artifact_id, c.name, d.place,
           c.spelled || octet_length(d.key) || ':' || d.key || '=' || octet_length(v.value) || ':' || v.value || ';',
           case when d.key = 'device_type' then v.value else c.device_type end
    from combination c
    join dependency d on d.tenant_id = c.tenant_id and d.artifact_id = c.artifact_id and d.place = c.place + 1
    cross join jsonb_array_elements_text(d.value) v
)
select distinct on (c.tenant_id, c.name, c.spelled)
       c.tenant_id, c.name, sha256(convert_to(c.spelled, 'UTF8')), c.device_type, c.artifact_id, d.places
from combination c
join dependency d on d.tenant_id = c.tenant_id and d.artifact_id = c.artifact_id and d.place = c.place
where d.place = d.places and c.device_type is not null and length(c.device_type) between 1 and 256
order by c.tenant_id, c.name, c.spelled, c.artifact_id;

-- What a signature says, so that a key that a tenant adds later can be tried on it.
create table artifact_signature (
    tenant_id       uuid  not null,
    artifact_id     uuid  not null,
    algorithm       text  not null check (algorithm in ('rsa', 'ecdsa', 'unknown')),
    manifest_sha256 bytea not null check (octet_length(manifest_sha256) = 32),
    signature       text  not null check (length(signature) <= 16384),
    primary key (tenant_id, artifact_id)
);

create table signing_key (
    tenant_id   uuid        not null,
    key_id      uuid        not null,
    name        text        not null check (length(name) between 1 and 256),
    algorithm   text        not null check (algorithm in ('rsa', 'ecdsa')),
    public_key  bytea       not null check (octet_length(public_key) <= 4096),
    fingerprint bytea       not null check (octet_length(fingerprint) = 32),
    created_at  timestamptz not null default now(),
    primary key (tenant_id, key_id)
);
create unique index signing_key_by_fingerprint on signing_key (tenant_id, fingerprint);

-- Which key made which artifact's signature.
create table artifact_verification (
    tenant_id   uuid not null,
    artifact_id uuid not null,
    key_id      uuid not null,
    primary key (tenant_id, artifact_id, key_id)
);
create index artifact_verification_by_key on artifact_verification (tenant_id, key_id);
