package io.holdfast.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.config.DatabaseUrl;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.testing.TestPostgres;
import io.holdfast.testing.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatabasePoolsTest {

    @ParameterizedTest
    @EnumSource(DatabaseRole.class)
    void every_role_has_its_name_and_its_timeouts(DatabaseRole role) {
        // Given
        try (DatabasePools pools = DatabasePools.open(MigratedDatabase.fresh().url())) {
            Transactions transactions = new Transactions(pools.single(role));

            // When
            List<String> settings = List.of(
                    show(transactions, "application_name"),
                    show(transactions, "statement_timeout"),
                    show(transactions, "lock_timeout"),
                    show(transactions, "idle_in_transaction_session_timeout"));

            // Then
            assertThat(settings)
                    .containsExactly(
                            role.applicationName(),
                            Long.toString(role.statementTimeout().toMillis()),
                            Long.toString(role.lockTimeout().toMillis()),
                            "2000");
        }
    }

    @Test
    void a_database_that_refuses_connections_is_unavailable_within_two_seconds() {
        DatabaseUrl nowhere = DatabaseUrl.parse("postgresql://nobody:x@127.0.0.1:1/none");
        try (DatabasePools pools = DatabasePools.open(nowhere)) {
            unavailableSoon(() -> ping(pools.control()));
            unavailableSoon(() -> ping(pools.single(DatabaseRole.INTAKE)));
            unavailableSoon(() -> Migrations.run(nowhere));
        }
    }

    @Test
    void a_database_that_accepts_connections_and_says_nothing_is_unavailable_soon() throws IOException {
        try (ServerSocket frozen = new ServerSocket(0)) {
            DatabaseUrl url = DatabaseUrl.parse("postgresql://nobody:x@127.0.0.1:" + frozen.getLocalPort() + "/none");
            try (DatabasePools pools = DatabasePools.open(url)) {
                unavailableSoon(() -> ping(pools.control()));
                unavailableSoon(() -> ping(pools.single(DatabaseRole.INTAKE)));
            }
        }
    }

    @Test
    void an_exhausted_pool_is_unavailable_and_leaves_the_operator_his_connections() throws SQLException {
        try (DatabasePools pools = DatabasePools.open(MigratedDatabase.fresh().url(), 2)) {
            List<Connection> taken = new ArrayList<>();
            try {
                taken.add(pools.control().connection());
                taken.add(pools.control().connection());

                unavailableSoon(() -> ping(pools.control()));
                assertThat(ping(pools.operator())).isTrue();
            } finally {
                for (Connection connection : taken) {
                    connection.close();
                }
            }
            assertThat(ping(pools.control())).isTrue();
        }
    }

    @Test
    void a_transaction_that_waits_for_a_lock_gives_up_as_contention() {
        MigratedDatabase database = MigratedDatabase.fresh();
        try (DatabasePools pools = DatabasePools.open(database.url())) {
            Transactions intake = new Transactions(pools.single(DatabaseRole.INTAKE));
            new Transactions(pools.control()).write(holder -> {
                Query.on(holder, "update feed_head set seq = seq").update();

                assertThatThrownBy(() -> intake.write(late ->
                                Query.on(late, "update feed_head set seq = seq").update()))
                        .isInstanceOfSatisfying(
                                DatabaseException.class,
                                e -> assertThat(e.kind()).isEqualTo(DatabaseException.Kind.CONTENTION));
                return true;
            });
        }
    }

    @Test
    void migrations_run_once_on_both_ends_of_the_version_range() {
        List<TestServer> servers = new ArrayList<>(List.of(TestPostgres.embedded18()));
        TestPostgres.debian15().ifPresent(servers::add);
        for (TestServer server : servers) {
            DatabaseUrl url = new MigratedDatabase(server.freshDatabase()).url();
            assertThat(Migrations.run(url)).isPositive();
            assertThat(Migrations.run(url)).isZero();
        }
    }

    private static void unavailableSoon(ThrowingCallable deed) {
        // Without a bound of ours a pool waits for 30 s and a frozen server forever; the bound itself is measured by
        // the drill.
        long start = System.nanoTime();
        assertThatThrownBy(deed)
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        e -> assertThat(e.kind()).isEqualTo(DatabaseException.Kind.UNAVAILABLE));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    private static boolean ping(ConnectionSource source) {
        return new Transactions(source)
                .read(connection -> Query.on(connection, "select true as yes").first(row -> row.getBoolean("yes")))
                .orElseThrow();
    }

    private static String show(Transactions transactions, String setting) {
        return transactions
                .read(connection -> Query.on(connection, "select setting from pg_settings where name = ?")
                        .with(setting)
                        .first(row -> row.getString("setting")))
                .orElseThrow();
    }
}
