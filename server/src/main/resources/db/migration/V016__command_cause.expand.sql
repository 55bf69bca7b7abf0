-- Why: a device that is told to look for an update before its node knows of the update is told that there is none. What tells it so
-- carries the feed's number of that update, and is held until the nodes have applied it.
-- Lock footprint: access exclusive on device_command, for an instant; no row is read or written.

set local lock_timeout = '2s';

-- Absent where nothing caused it but a person's wish.
alter table device_command add column cause_seq bigint;
