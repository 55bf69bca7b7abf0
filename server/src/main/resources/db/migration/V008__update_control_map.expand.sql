-- Why: a deployment may say where its devices wait, go on or fail, and a person may change that while it runs.
-- Lock footprint: access exclusive on deployment, while its rows are read once for the check; it has a row a deployment.

set local lock_timeout = '2s';

-- As wire.mender.UpdateControlMap writes it; absent where no device is told to wait anywhere.
alter table deployment
    add column control_map jsonb
        constraint deployment_control_map check (jsonb_typeof(control_map) = 'object');
