-- Why: how soon a device that vanished is noticed, and what its link costs in traffic, is the tenant's to weigh: a ping every 30 s is
-- 24 MB a device and month on a metered connection.
-- Lock footprint: access exclusive on tenant, for an instant: the table has a row a tenant, and the default is a constant.

set local lock_timeout = '2s';

alter table tenant
    add column ping_interval_seconds integer not null default 30
        constraint tenant_ping_interval check (ping_interval_seconds between 5 and 300);
