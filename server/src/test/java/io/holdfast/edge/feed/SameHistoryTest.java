package io.holdfast.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.config.DatabaseUrl;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.DatabasePools;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.testing.TestDatabase;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SameHistoryTest {
    private final TestCell cell = new TestCell();

    @Test
    void a_database_behind_the_image_is_away_until_it_has_caught_up() throws SQLException {
        try (TestNode node = TestNode.empty(cell)) {
            cell.accept("one");
            node.catchUp();
            ConnectionSource writers = new SameHistory(cell.connections(), node.image());
            assertThatCode(() -> writers.connection().close()).doesNotThrowAnyException();

            cell.execute("update feed_head set seq = seq - 1");
            assertThatThrownBy(writers::connection)
                    .isInstanceOf(SQLTransientConnectionException.class)
                    .hasMessageContaining("earlier moment");

            cell.execute("update feed_head set seq = seq + 1");
            assertThatCode(() -> writers.connection().close()).doesNotThrowAnyException();
        }
    }

    @Test
    void what_others_commit_while_a_writer_asks_is_no_other_history() throws Exception {
        try (TestNode node = TestNode.empty(cell);
                Connection connection = cell.connections().connection()) {
            cell.accept("one");
            node.catchUp();
            SameHistory writers = new SameHistory(
                    () -> afterEachStatement(connection, () -> {
                        cell.accept("another");
                        node.catchUp();
                    }),
                    node.image());

            assertThatCode(writers::connection).doesNotThrowAnyException();

            assertThat(node.image().deviceCount()).isEqualTo(2);
        }
    }

    @FunctionalInterface
    private interface Deed {
        void run() throws SQLException;
    }

    /** The connection, with something that happens as soon as a statement was made on it and read. */
    private static Connection afterEachStatement(Connection connection, Deed deed) {
        return proxy(Connection.class, connection, (method, result) -> {
            return result instanceof PreparedStatement statement
                    ? proxy(PreparedStatement.class, statement, (inner, answer) -> {
                        if (inner.equals("close")) {
                            deed.run();
                        }
                        return answer;
                    })
                    : result;
        });
    }

    @FunctionalInterface
    private interface Seen {
        @Nullable
        Object answer(String method, @Nullable Object result) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T real, Seen seen) {
        InvocationHandler handler =
                (proxy, method, arguments) -> seen.answer(method.getName(), method.invoke(real, arguments));
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void a_head_that_cannot_be_read_costs_no_connection_of_the_pool() throws SQLException {
        TestDatabase database = cell.database();
        DatabaseUrl url = new DatabaseUrl(
                database.jdbcUrl(), Optional.of(database.username()), Optional.of(SecretText.of(database.password())));
        try (TestNode node = TestNode.empty(cell);
                DatabasePools pools = DatabasePools.open(url, 1)) {
            SameHistory writers =
                    new SameHistory(() -> impatient(pools.control().connection()), node.image());
            try (Connection other = database.connect();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("lock table feed_head in access exclusive mode");
                assertThatThrownBy(writers::connection).isInstanceOf(DatabaseException.class);
                other.rollback();
            }

            assertThatCode(() -> writers.connection().close()).doesNotThrowAnyException();
        }
    }

    private static Connection impatient(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = '10ms'");
        }
        return connection;
    }
}
