package io.holdfast.release;

import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room that uploads in progress have under their tenant's limit. It is taken in steps as the bytes arrive, under the tenant's row,
 * so that several uploads at once cannot pass the limit together; what a crash leaves ends by itself.
 */
final class StorageReservations {
    private static final Logger log = LoggerFactory.getLogger(StorageReservations.class);

    /** The first step; each next one is twice as long, so that an upload holds at most about twice what it has sent. */
    static final long STEP_BYTES_MIN = 256 << 10;

    /** 10 GiB are then 160 steps, a statement or two each. */
    static final long STEP_BYTES_MAX = 64 << 20;

    /** Longer than any upload is silent: its connection is closed after 75 s. */
    static final Duration LIFETIME = Duration.ofMinutes(10);

    static final Duration RENEWED_AFTER = Duration.ofMinutes(2);

    private final FleetTransactions transactions;
    private final StorageQuota quota;
    private final Clock clock;

    StorageReservations(FleetTransactions transactions, StorageQuota quota, Clock clock) {
        // A call under an idempotency key is one transaction; a reservation must be seen by others while the call
        // lasts.
        this.transactions = transactions.apart();
        this.quota = quota;
        this.clock = clock;
    }

    /** The tenant's limit does not admit more. */
    static final class Full extends IOException {
        private static final long serialVersionUID = 1;
        private final transient StorageUsage usage;

        Full(StorageUsage usage) {
            super("the tenant's storage limit is reached");
            this.usage = usage;
        }

        StorageUsage usage() {
            return usage;
        }
    }

    /** Begins without any room. */
    Reservation begin(TenantId tenant) {
        return new Reservation(tenant);
    }

    /** One upload's room. Of one thread. */
    final class Reservation implements AutoCloseable {
        private final TenantId tenant;
        private final UUID id = UUID.randomUUID();
        private long reserved;
        private long step = STEP_BYTES_MIN;
        private long renewedNanos;
        private boolean limited = true;
        private boolean kept;

        Reservation(TenantId tenant) {
            this.tenant = tenant;
        }

        UUID id() {
            return id;
        }

        /** Has room for so many bytes in all. */
        void cover(long bytes) throws Full {
            boolean fresh = clock.monotonicNanos() - renewedNanos < RENEWED_AFTER.toNanos();
            if (fresh && (!limited || bytes <= reserved)) {
                return;
            }
            StorageUsage usage =
                    transactions.write(tx -> extend(tx.connection(), bytes)).value();
            if (usage.grant(bytes) < bytes) {
                throw new Full(usage);
            }
            renewedNanos = clock.monotonicNanos();
        }

        private StorageUsage extend(Connection connection, long needed) {
            StorageLimit limit = quota.limit(connection, tenant);
            limited = limit instanceof StorageLimit.AtMost;
            if (!limited) {
                return new StorageUsage(limit, 0, 0);
            }
            limit = quota.hold(connection, tenant);
            StorageUsage usage = quota.used(connection, tenant, limit, id);
            long granted = usage.grant(Math.max(needed, reserved) + step);
            if (granted >= needed) {
                step = Math.min(step * 2, STEP_BYTES_MAX);
                reserved = granted;
                write(connection, tenant, id, granted);
            }
            return usage;
        }

        /** Its row went with the artifact's own. */
        void kept() {
            kept = true;
        }

        @Override
        public void close() {
            if (reserved == 0 || kept) {
                return;
            }
            try {
                transactions.write(tx -> {
                    release(tx.connection(), tenant, id);
                    return true;
                });
            } catch (DatabaseException endsByItself) {
                log.atDebug().addKeyValue("tenant", tenant).log("a reservation is left to end by itself");
            }
        }
    }

    private static final String SWEEP = """
            delete from storage_reservation where tenant_id = ? and expires_at < now()
            """;

    private static final String WRITE = """
            insert into storage_reservation (tenant_id, reservation_id, bytes, expires_at)
            values (?, ?, ?, now() + make_interval(secs => ?))
            on conflict (tenant_id, reservation_id) do update set bytes = excluded.bytes, expires_at = excluded.expires_at
            """;

    private static void write(Connection connection, TenantId tenant, UUID id, long bytes) {
        Query.on(connection, SWEEP).with(tenant.value()).update();
        Query.on(connection, WRITE)
                .with(tenant.value(), id, bytes, (double) LIFETIME.toSeconds())
                .update();
    }

    private static final String RELEASE = """
            delete from storage_reservation where tenant_id = ? and reservation_id = ?
            """;

    static void release(Connection connection, TenantId tenant, UUID id) {
        Query.on(connection, RELEASE).with(tenant.value(), id).update();
    }
}
