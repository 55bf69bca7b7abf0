package io.holdfast.sql;

import io.holdfast.platform.json.Json;
import io.holdfast.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** How PostgreSQL would run a statement whatever its arguments are. */
record Plan(JsonNode root) {
    private static final Pattern PLACE = Pattern.compile("\\?");

    /** A connection that sends statements as they are written: their places have no values here. */
    static Connection connect(TestDatabase database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", database.username());
        properties.setProperty("password", database.password());
        properties.setProperty("preferQueryMode", "simple");
        return DriverManager.getConnection(database.jdbcUrl(), properties);
    }

    static Plan of(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            ResultSet row = statement.executeQuery("explain (generic_plan, format json) " + numbered(sql));
            row.next();
            return new Plan(Json.tree(row.getString(1).getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String numbered(String sql) {
        StringBuilder numbered = new StringBuilder();
        Matcher place = PLACE.matcher(sql);
        for (int n = 1; place.find(); n++) {
            place.appendReplacement(numbered, "\\$" + n);
        }
        return place.appendTail(numbered).toString();
    }

    /** Where one of these tables is read otherwise than through an index by its tenant. */
    List<String> readsWithoutTenant(Set<String> tables) {
        List<String> found = new ArrayList<>();
        walk(root, tables, found);
        return found;
    }

    private static void walk(JsonNode node, Set<String> tables, List<String> found) {
        if (node.isObject() && node.has("Relation Name") && isRead(node)) {
            String table = node.get("Relation Name").asString();
            if (tables.contains(table) && !byTenant(node)) {
                found.add(node.get("Node Type").asString() + " on " + table + condition(node));
            }
        }
        for (JsonNode child : node) {
            walk(child, tables, found);
        }
    }

    private static boolean isRead(JsonNode node) {
        return !node.get("Node Type").asString().equals("ModifyTable");
    }

    private static boolean byTenant(JsonNode node) {
        return switch (node.get("Node Type").asString()) {
            case "Index Scan", "Index Only Scan" -> condition(node).contains("tenant_id");
            // Its children are the index scans; what they find is no more than what the tenant has.
            case "Bitmap Heap Scan" -> bitmapByTenant(node);
            default -> false;
        };
    }

    private static boolean bitmapByTenant(JsonNode node) {
        if (node.isObject() && node.path("Node Type").asString("").equals("Bitmap Index Scan")) {
            return condition(node).contains("tenant_id");
        }
        for (JsonNode child : node) {
            if (bitmapByTenant(child)) {
                return true;
            }
        }
        return false;
    }

    private static String condition(JsonNode node) {
        return node.has("Index Cond") ? " " + node.get("Index Cond").asString() : "";
    }
}
