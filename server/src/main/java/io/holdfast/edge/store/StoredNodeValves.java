package io.holdfast.edge.store;

import io.holdfast.edge.valve.NodeValveStore;
import io.holdfast.valve.ValveId;
import io.holdfast.valve.ValveJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator wished of this node while the database was away, in its SQLite file. No image, so never forgotten with it. */
final class StoredNodeValves implements NodeValveStore {
    private static final Logger log = LoggerFactory.getLogger(StoredNodeValves.class);

    private static final String PUT = """
            insert into node_valve (id, content, cleared_by) values (?, ?, ?)
            on conflict (id) do update set content = excluded.content, cleared_by = excluded.cleared_by
            """;

    private static final String DROP = """
            delete from node_valve where id = ?
            """;

    private final SqliteFile sqlite;

    StoredNodeValves(SqliteFile sqlite) {
        this.sqlite = sqlite;
    }

    @Override
    public List<Wish> wishes() {
        return run(connection -> {
            List<Wish> wishes = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select id, content, cleared_by from node_valve")) {
                while (row.next()) {
                    read(row, wishes);
                }
            }
            return wishes;
        });
    }

    private static void read(ResultSet row, List<Wish> wishes) throws SQLException {
        ValveId id = new ValveId(Bytes.uuid(row.getBytes("id")));
        byte[] content = row.getBytes("content");
        try {
            wishes.add(
                    content.length == 0
                            ? new Wish.Clear(id, row.getString("cleared_by"))
                            : new Wish.Set(ValveJson.whole(content)));
        } catch (IllegalArgumentException newer) {
            log.atError()
                    .addKeyValue("valve", id)
                    .setCause(newer)
                    .log("a valve that was set on this node cannot be read by this version; it is not in force");
        }
    }

    @Override
    public void keep(Wish wish) {
        run(connection -> {
            try (PreparedStatement put = connection.prepareStatement(PUT)) {
                put.setBytes(1, Bytes.of(wish.id().value()));
                switch (wish) {
                    case Wish.Set set -> {
                        put.setBytes(2, io.holdfast.platform.json.Json.bytes(ValveJson.whole(set.valve())));
                        put.setString(3, "");
                    }
                    case Wish.Clear clear -> {
                        put.setBytes(2, new byte[0]);
                        put.setString(3, clear.who());
                    }
                }
                return put.executeUpdate();
            }
        });
    }

    @Override
    public void forget(ValveId id) {
        run(connection -> {
            try (PreparedStatement drop = connection.prepareStatement(DROP)) {
                drop.setBytes(1, Bytes.of(id.value()));
                return drop.executeUpdate();
            }
        });
    }

    @FunctionalInterface
    private interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T run(Work<T> work) {
        try {
            return sqlite.write(work::run);
        } catch (SQLException refused) {
            throw new StoreTrouble("the local store takes no valves", refused);
        }
    }
}
