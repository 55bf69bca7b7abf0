package io.holdfast.operator.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.DatabasePools;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.database.StatementTag;
import io.holdfast.platform.database.Transactions;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Failure 17: what holds the database up is ended by one action, and nothing else is. */
class StatementSheddingTest {
    private static final String OURS = TenantId.random().toString();
    private static final String THEIRS = TenantId.random().toString();

    private final MigratedDatabase database = MigratedDatabase.fresh();
    private final DatabasePools pools = DatabasePools.open(database.url());
    private final DatabaseWatch watch = DatabaseWatch.start(pools.operator(), Clock.system());
    private final StatementShedding shedding = new StatementShedding(pools.operator(), pools::controlSessions);

    @AfterEach
    void close() {
        watch.close();
        pools.close();
    }

    @Test
    void a_connection_says_for_whom_it_works_and_stops_saying_so() {
        Transactions control = new Transactions(pools.control());
        String during = StatementTag.during("deployments", OURS.replace("-", ""), () -> name(control));
        assertThat(during).isEqualTo("holdfast-control deployments " + OURS.replace("-", ""));
        assertThat(name(control)).isEqualTo("holdfast-control");
    }

    @Test
    void one_tenants_statements_are_ended_and_anothers_go_on() throws Exception {
        CompletableFuture<Boolean> bystander = sleeping("devauth", THEIRS, 4);
        List<CompletableFuture<Boolean>> stuck = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            stuck.add(sleeping(i % 2 == 0 ? "deployments" : "inventory", OURS, 30));
        }
        Eventually.holds("all are at work", () -> atWork() == 7);

        StatementShedding.Outcome outcome =
                shedding.shed(new StatementShedding.Whose(Optional.empty(), Optional.of(OURS)));

        assertThat(outcome).isInstanceOfSatisfying(StatementShedding.Outcome.Shed.class, shed -> {
            assertThat(shed.cancelled()).isEqualTo(6);
            assertThat(shed.left()).isZero();
        });
        assertThat(stuck).allSatisfy(each -> assertThat(each.join()).isFalse());
        assertThat(bystander.join()).isTrue();
    }

    @Test
    void a_session_that_holds_a_lock_and_does_nothing_is_terminated_by_its_area() throws Exception {
        CompletableFuture<Void> holding = new CompletableFuture<>();
        CompletableFuture<Boolean> holder = CompletableFuture.supplyAsync(() -> {
            try {
                return StatementTag.during(
                        "deployments",
                        OURS.replace("-", ""),
                        () -> new Transactions(pools.control()).write(connection -> {
                            // Beyond the control plane's own two seconds: nothing but the shedding ends it.
                            Query.on(connection, "set idle_in_transaction_session_timeout = 60000")
                                    .update();
                            Query.on(connection, "update feed_head set seq = seq")
                                    .update();
                            holding.join();
                            return true;
                        }));
            } catch (DatabaseException ended) {
                return false;
            }
        });
        Eventually.holds("the lock is held", () -> atWork() == 1);
        CompletableFuture<StatementShedding.Outcome> shed = CompletableFuture.supplyAsync(() -> {
            try {
                return shedding.shed(new StatementShedding.Whose(Optional.of("deployments"), Optional.empty()));
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        });
        assertThat(shed.get()).isInstanceOfSatisfying(StatementShedding.Outcome.Shed.class, told -> {
            assertThat(told.terminated()).isEqualTo(1);
            assertThat(told.left()).isZero();
        });
        holding.complete(null);
        assertThat(holder.join()).isFalse();
    }

    @Test
    void another_nodes_sessions_are_left_alone() throws Exception {
        try (DatabasePools ours = DatabasePools.open(database.url())) {
            CompletableFuture<Boolean> theirs = sleeping("deployments", OURS, 3);
            Eventually.holds("it is at work", () -> atWork() == 1);
            assertThat(ours.controlSessions()).doesNotContainAnyElementsOf(pools.controlSessions());
            assertThat(new StatementShedding(ours.operator(), ours::controlSessions)
                            .shed(new StatementShedding.Whose(Optional.empty(), Optional.of(OURS))))
                    .isEqualTo(new StatementShedding.Outcome.Shed(0, 0, 0));
            assertThat(theirs.join()).isTrue();
        }
    }

    @Test
    void a_database_that_refuses_is_told_in_its_words() throws Exception {
        ConnectionSource refusing = () -> {
            throw new SQLException("permission denied for view pg_stat_activity", "42501");
        };
        assertThat(new StatementShedding(refusing, Set::of)
                        .shed(new StatementShedding.Whose(Optional.of("devauth"), Optional.empty())))
                .isInstanceOfSatisfying(
                        StatementShedding.Outcome.Failed.class,
                        failed -> assertThat(failed.why()).contains("42501", "permission denied"));
    }

    @Test
    void who_waits_for_whom_is_told() {
        CompletableFuture<Void> holding = new CompletableFuture<>();
        new Transactions(pools.control()).write(connection -> {
            Query.on(connection, "update feed_head set seq = seq").update();
            CompletableFuture<Boolean> waiter = CompletableFuture.supplyAsync(() -> {
                try {
                    return StatementTag.during(
                            "devauth",
                            "",
                            () -> new Transactions(pools.control()).write(late -> {
                                Query.on(late, "set local lock_timeout = 30000").update();
                                return Query.on(late, "update feed_head set seq = seq")
                                                .update()
                                        == 1;
                            }));
                } catch (DatabaseException ended) {
                    return false;
                }
            });
            Eventually.holds(
                    "the wait is seen",
                    () -> watch.look(Duration.ofSeconds(10))
                            .filter(sight -> sight.sessions().stream()
                                    .anyMatch(session ->
                                            session.blocked() && session.tag().equals("holdfast-control devauth")))
                            .isPresent());
            waiter.cancel(true);
            return holding.complete(null);
        });
    }

    @Test
    void a_database_that_does_not_answer_is_unknown() throws Exception {
        ConnectionSource away = () -> {
            throw new SQLTransientConnectionException("away", "08001");
        };
        assertThat(new StatementShedding(away, Set::of)
                        .shed(new StatementShedding.Whose(Optional.of("devauth"), Optional.empty())))
                .isInstanceOf(StatementShedding.Outcome.Unknown.class);
        try (DatabaseWatch blind = DatabaseWatch.start(away, Clock.system())) {
            assertThat(blind.look(Duration.ofMillis(50))).isEmpty();
            assertThat(blind.sight()).isEmpty();
        }
    }

    private CompletableFuture<Boolean> sleeping(String area, String tenant, int seconds) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return StatementTag.during(
                                area,
                                tenant.replace("-", ""),
                                () -> new Transactions(pools.control()).read(connection -> {
                                    // Beyond the control plane's own five seconds, so that nothing but the shedding
                                    // ends it.
                                    Query.on(connection, "set statement_timeout = 60000")
                                            .update();
                                    return Query.on(connection, "select pg_sleep(" + seconds + ")")
                                            .first(row -> true)
                                            .isPresent();
                                }));
                    } catch (DatabaseException ended) {
                        return false;
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    private long atWork() {
        return new Transactions(pools.operator())
                .read(connection -> Query.on(connection, """
                                select count(*) as working from pg_stat_activity
                                where application_name like 'holdfast-control %' and state <> 'idle'
                                    and datname = current_database()
                                    and (query like 'select pg_sleep%' or query like 'update feed_head%')
                                """).first(row -> row.getLong("working")))
                .orElse(0L);
    }

    private static String name(Transactions transactions) {
        return transactions
                .read(connection -> Query.on(connection, "select current_setting('application_name') as name")
                        .first(row -> row.getString("name")))
                .orElseThrow();
    }
}
