package io.holdfast.edge.store;

import io.holdfast.edge.image.Cohort;
import io.holdfast.edge.image.ImageContents;
import io.holdfast.edge.image.RunningSoftware;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the cohorts' indices in stored records stand for, in the caller's transaction. */
final class StoredCohorts {
    private static final String PUT = """
            insert into cohort (idx, tenant, device_type, version, other) values (?, ?, ?, ?, ?)
            on conflict (idx) do update
               set tenant = excluded.tenant, device_type = excluded.device_type, version = excluded.version,
                   other = excluded.other
            """;

    private StoredCohorts() {}

    /** Keeps all; what there was is forgotten already. */
    static void everything(Connection connection, ImageContents image) throws SQLException {
        var unused = image.takeNewCohorts();
        put(connection, image.cohorts());
    }

    /** Keeps those that are new, before any record that names them. */
    static void news(Connection connection, ImageContents image) throws SQLException {
        List<Cohort> fresh = image.takeNewCohorts();
        if (!fresh.isEmpty()) {
            put(connection, fresh);
        }
    }

    private static void put(Connection connection, List<Cohort> cohorts) throws SQLException {
        try (PreparedStatement put = connection.prepareStatement(PUT)) {
            for (Cohort cohort : cohorts) {
                put.setInt(1, cohort.index());
                put.setBytes(2, Bytes.of(cohort.tenant().value()));
                put.setString(3, cohort.software().deviceType());
                put.setString(4, cohort.software().version());
                put.setBoolean(5, cohort.kind() == Cohort.Kind.OTHER);
                put.addBatch();
            }
            put.executeBatch();
        }
    }

    /** All of them, in the order of their indices. */
    static List<Cohort> all(Connection connection) throws SQLException {
        List<Cohort> inOrder = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select idx, tenant, device_type, version, other from cohort order by idx")) {
            while (row.next()) {
                inOrder.add(new Cohort(
                        row.getInt("idx"),
                        new TenantId(Bytes.uuid(row.getBytes("tenant"))),
                        new RunningSoftware(row.getString("device_type"), row.getString("version")),
                        row.getBoolean("other") ? Cohort.Kind.OTHER : Cohort.Kind.ALIKE));
            }
        }
        return inOrder;
    }
}
