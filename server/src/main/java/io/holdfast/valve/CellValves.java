package io.holdfast.valve;

import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.Change;
import io.holdfast.feed.Committed;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * The valves of the whole cell, in the database: each change is audited in every tenant whose devices it may touch, and in force on
 * a node when its image has the feed's number. To set or clear twice is the same as once.
 */
public final class CellValves {
    private final FleetTransactions transactions;

    public CellValves(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    // Those in force, and those that ended within the day, which the next change takes away.
    private static final String ALL = """
            select valve_id, terms::text as terms, reason, set_by, set_at, expires_at from valve order by valve_id
            """;

    /** Every one there is, as the caller's transaction sees them; those that this version cannot read are told. */
    public static List<Valve> load(Connection connection, BiConsumer<ValveId, RuntimeException> unreadable) {
        List<Valve> valves = new ArrayList<>();
        Query.on(connection, ALL).list(row -> {
            ValveId id = new ValveId(Query.uuid(row, "valve_id"));
            try {
                valves.add(valve(id, row));
            } catch (IllegalArgumentException newer) {
                unreadable.accept(id, newer);
            }
            return id;
        });
        return List.copyOf(valves);
    }

    private static Valve valve(ValveId id, ResultSet row) throws SQLException {
        var terms = Json.tree(row.getString("terms"));
        return new Valve(
                id,
                ValveJson.match(terms),
                ValveJson.effect(terms),
                row.getString("reason"),
                row.getString("set_by"),
                Query.instant(row, "set_at"),
                Query.instant(row, "expires_at"));
    }

    private static final String IN_FORCE = """
            select count(*) as valves from valve where expires_at > now()
            """;

    private static final String FORGET_OLD = """
            delete from valve where expires_at < now() - interval '1 day'
            """;

    private static final String SET = """
            insert into valve (valve_id, terms, reason, set_by, set_at, expires_at)
            values (?, ?::jsonb, ?, ?, ?, ?)
            on conflict (valve_id) do nothing
            """;

    /** Puts it in force; false when there are as many as there may be. */
    public Committed<Boolean> set(Valve valve) {
        return transactions.write(tx -> {
            Connection connection = tx.connection();
            long others = Query.on(connection, IN_FORCE)
                    .first(row -> row.getLong("valves"))
                    .orElseThrow();
            if (others >= Valve.VALVES_MAX) {
                return false;
            }
            Query.on(connection, FORGET_OLD).update();
            int rows = Query.on(connection, SET)
                    .with(
                            valve.id().value(),
                            Json.text(ValveJson.terms(valve)),
                            valve.reason(),
                            valve.setBy(),
                            valve.setAt(),
                            valve.expires())
                    .update();
            if (rows == 1) {
                note(tx, valve, valve.setBy(), "valve.set");
            } else {
                tx.standsAlready();
            }
            return true;
        });
    }

    private static final String CLEAR = """
            delete from valve where valve_id = ?
            returning valve_id, terms::text as terms, reason, set_by, set_at, expires_at
            """;

    /** Takes it away; false when there is none. */
    public Committed<Boolean> clear(ValveId id, String who) {
        return transactions.write(tx -> {
            Optional<Valve> was =
                    Query.on(tx.connection(), CLEAR).with(id.value()).first(row -> valve(id, row));
            was.ifPresent(valve -> note(tx, valve, who, "valve.clear"));
            return was.isPresent();
        });
    }

    private static void note(FleetTransaction tx, Valve valve, String who, String action) {
        ObjectNode detail = ValveJson.terms(valve)
                .put("reason", valve.reason())
                .put("expires_at", valve.expires().toString());
        String text = Json.text(detail);
        String id = valve.id().toString();
        valve.match()
                .tenant()
                .ifPresentOrElse(
                        tenant -> AuditTrail.byOperator(tx.connection(), tenant, who, action, "valve", id, text),
                        () -> AuditTrail.byOperatorInEveryTenant(tx.connection(), who, action, "valve", id, text));
        tx.changed(new Change.ValvesChanged());
    }

    /** Now, as precisely as the database keeps it. */
    public static Instant precisely(Instant moment) {
        return moment.truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    }
}
