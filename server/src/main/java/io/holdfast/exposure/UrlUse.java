package io.holdfast.exposure;

import io.holdfast.access.UserId;
import io.holdfast.audit.AuditTrail;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Puts it on record how device URLs were used: many hits in one statement, many comings in another. */
public final class UrlUse {
    private final Transactions transactions;

    public UrlUse(Transactions transactions) {
        this.transactions = transactions;
    }

    /** How often a URL was asked for since it was told last, and when the last time. */
    public record Hits(TenantId tenant, UrlId url, long count, Instant last) {
        /** Both together. */
        public Hits plus(Hits other) {
            return new Hits(tenant, url, count + other.count, last.isAfter(other.last) ? last : other.last);
        }
    }

    /** Somebody's first coming in an hour. */
    public record Visit(
            TenantId tenant,
            DeviceId device,
            UrlId url,
            Optional<UserId> user,
            String visitor,
            String address,
            Instant at) {}

    /** What is put on record together. */
    public record Batch(List<Hits> hits, List<Visit> visits) {
        public Batch {
            hits = List.copyOf(hits);
            visits = List.copyOf(visits);
        }
    }

    /** Throws {@link io.holdfast.platform.database.DatabaseException}; then nothing is on record. */
    public void record(Batch batch) {
        int rows = transactions.write(connection -> {
            count(connection, batch.hits());
            AuditTrail.visits(
                    connection, batch.visits().stream().map(UrlUse::audited).toList());
            return batch.visits().size();
        });
    }

    private static AuditTrail.Visit audited(Visit visit) {
        String detail = Json.text(Json.object()
                .put("url", visit.url().toString())
                .put("visitor", visit.visitor())
                .put("address", visit.address())
                .put("at", visit.at().toString()));
        return new AuditTrail.Visit(
                visit.tenant(),
                visit.user(),
                "url.access",
                "device",
                visit.device().toString(),
                detail);
    }

    private static final String COUNT = """
            update device_url u
               set hits = u.hits + n.hits, last_hit_at = greatest(coalesce(u.last_hit_at, n.at), n.at)
              from unnest(?::uuid[], ?::uuid[], ?::text[]::bigint[], ?::text[]::timestamptz[]) as n (tenant_id, url_id, hits, at)
             where u.tenant_id = n.tenant_id and u.url_id = n.url_id
            """;

    private static void count(Connection connection, List<Hits> hits) {
        if (!hits.isEmpty()) {
            Query.on(connection, COUNT)
                    .with((Object) hits.stream().map(it -> it.tenant().value()).toArray(UUID[]::new))
                    .with((Object) hits.stream().map(it -> it.url().value()).toArray(UUID[]::new))
                    .with((Object)
                            hits.stream().map(it -> Long.toString(it.count())).toArray(String[]::new))
                    .with((Object) hits.stream().map(it -> it.last().toString()).toArray(String[]::new))
                    .update();
        }
    }
}
