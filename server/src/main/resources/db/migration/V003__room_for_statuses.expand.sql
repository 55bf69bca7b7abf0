-- Why: devices of one deployment lie side by side, and a rollout updates whole pages of them at once. With 30 % of a page
-- free, six of ten updates found no room in it and wrote every index anew: 983 B of log a report; with half of it free, 688 B
-- (100,000 targets, batches of 500, PostgreSQL 18). Pages written from now on are affected; the table takes 1.4 times the room.
-- Lock footprint: share update exclusive on deployment_device, for a moment; reads and writes go on.

set local lock_timeout = '2s';

alter table deployment_device set (fillfactor = 50);
