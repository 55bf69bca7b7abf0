package io.holdfast.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestPostgresTest {

    @Test
    void fresh_databases_do_not_see_each_other() throws SQLException {
        // Given
        TestDatabase first = TestPostgres.freshDatabase();
        execute(first, "create table only_here (id int)");

        // When
        TestDatabase second = TestPostgres.freshDatabase();

        // Then
        assertThat(answer(second, "select count(*) from pg_tables where tablename = 'only_here'"))
                .isEqualTo("0");
    }

    @Test
    void a_database_can_be_copied_from_a_template() throws SQLException {
        // Given
        TestDatabase template = TestPostgres.freshDatabase();
        execute(template, "create table kept as select 42 as answer");

        // When
        TestDatabase copy = TestPostgres.freshDatabase(template.name());

        // Then
        assertThat(answer(copy, "select answer from kept")).isEqualTo("42");
    }

    @Test
    void both_supported_ends_of_the_version_range_are_at_hand() throws SQLException {
        assertThat(answer(TestPostgres.freshDatabase(), "show server_version_num"))
                .startsWith("18");
        TestServer old = TestPostgres.debian15().orElse(null);
        if (old != null) {
            assertThat(answer(old.freshDatabase(), "show server_version_num")).startsWith("15");
        }
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String answer(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
