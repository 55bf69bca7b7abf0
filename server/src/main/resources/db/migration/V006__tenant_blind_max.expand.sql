-- Why: how long a node that cannot read the feed honours what it knew of a tenant's devices is the tenant's to shorten: a thief's
-- token lives as long. A day at most, and not under a quarter of an hour, which a failover takes.
-- Lock footprint: access exclusive on tenant, for an instant: the table has a row a tenant, and the default is a constant.

set local lock_timeout = '2s';

alter table tenant
    add column blind_max_seconds integer not null default 86400
        constraint tenant_blind_max check (blind_max_seconds between 900 and 86400);
