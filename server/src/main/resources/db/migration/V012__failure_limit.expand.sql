-- Why: a deployment that fails on many devices holds itself at a limit that a person sets, until a person raises it.
-- Lock footprint: access exclusive on deployment, for an instant and while its rows are read once for the check; it has a row a
-- deployment.

set local lock_timeout = '2s';

-- The number is read only under its kind: no number has a special meaning. A deployment is held from the transition on that saw its
-- failures reach the limit, and not before: nodes read that, and count on their own until they have.
alter table deployment
    add column failure_limit_kind text not null default 'unlimited',
    add column failure_limit integer not null default 0,
    add column held boolean not null default false;

alter table deployment
    add constraint deployment_failure_limit check (
        failure_limit_kind = 'unlimited' and failure_limit = 0 and not held
        or failure_limit_kind = 'hold_after' and failure_limit between 1 and 10000) not valid;
alter table deployment validate constraint deployment_failure_limit;
