package io.holdfast.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.http.RefusedException;
import io.holdfast.tenancy.FairShare;
import io.holdfast.testing.Eventually;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DatabasePermitsTest {
    private static final int CONNECTIONS = 10;

    private final DatabasePermits permits = permits(Duration.ofSeconds(30));

    private static DatabasePermits permits(Duration waitMax) {
        return new DatabasePermits(
                CONNECTIONS,
                (all, used, own) -> new FairShare(all, 1).admits(used, own, 1),
                new ManualClock(),
                waitMax);
    }

    private static int takeAll(DatabasePermits permits, String owner) {
        for (int taken = 0; ; taken++) {
            try {
                permits.take(owner);
            } catch (RefusedException full) {
                return taken;
            }
        }
    }

    @Test
    void one_tenants_slow_calls_leave_others_their_permits() {
        DatabasePermits impatient = permits(Duration.ofMillis(5));
        assertThat(takeAll(impatient, "loud")).isEqualTo(7);
        impatient.take("other");
        impatient.take("third");
        assertThat(impatient.used()).isEqualTo(9);
    }

    @Test
    void who_finds_none_waits_a_bounded_time_and_is_told_that_the_database_is_busy() {
        DatabasePermits impatient = permits(Duration.ofMillis(5));
        takeAll(impatient, "loud");
        long before = impatient.refused();
        assertThatThrownBy(() -> impatient.take("loud")).isInstanceOfSatisfying(RefusedException.class, refused -> {
            assertThat(refused.refusal().status()).isEqualTo(503);
            assertThat(refused.refusal().code()).isEqualTo("database.busy");
        });
        assertThat(impatient.refused()).isEqualTo(before + 1);
        assertThat(impatient.waiting()).isZero();
    }

    @Test
    void who_waits_has_his_turn_when_a_permit_is_given_back_and_does_not_stop_who_has_room() throws Exception {
        for (int i = 0; i < 7; i++) {
            permits.take("loud");
        }
        CompletableFuture<Void> eighth = inThread(() -> permits.take("loud"));
        Eventually.holds("the eighth waits", () -> permits.waiting() == 1);
        CompletableFuture<Void> other = inThread(() -> permits.take("other"));
        other.join();
        assertThat(eighth).isNotDone();
        permits.giveBack("loud", 0);
        permits.giveBack("loud", 0);
        eighth.join();
        assertThat(permits.used()).isEqualTo(7);
    }

    @Test
    void no_more_wait_than_half_of_the_calls_in_progress() {
        for (int i = 0; i < 7; i++) {
            permits.take("loud");
        }
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < DatabasePermits.WAITING_MAX; i++) {
            waiting.add(inThread(() -> permits.take("loud")));
        }
        Eventually.holds("all wait", () -> permits.waiting() == DatabasePermits.WAITING_MAX);
        assertThatThrownBy(() -> permits.take("loud")).isInstanceOf(RefusedException.class);
        for (int i = 0; i < 7 + DatabasePermits.WAITING_MAX; i++) {
            Eventually.holds("somebody has a permit", () -> permits.used() > 0);
            permits.giveBack("loud", 0);
        }
        waiting.forEach(CompletableFuture::join);
        assertThat(permits.used()).isZero();
    }

    @Test
    void a_permit_lasts_as_long_as_the_connection_and_a_second_connection_of_the_call_needs_none() {
        PermittedSource source = new PermittedSource(DatabasePermitsTest::connection, permits);
        PermitHolder.during(() -> {
            PermitHolder.owner("tenant");
            try (Connection first = source.connection()) {
                assertThat(permits.used()).isEqualTo(1);
                try (Connection second = source.connection()) {
                    assertThat(permits.used()).isEqualTo(1);
                    second.close();
                }
                first.close();
            } catch (SQLException impossible) {
                throw new IllegalStateException(impossible);
            }
            return true;
        });
        assertThat(permits.used()).isZero();
    }

    @Test
    void the_nodes_own_work_needs_no_permit() throws SQLException {
        takeAll(permits(Duration.ofMillis(1)), "loud");
        try (Connection own = new PermittedSource(DatabasePermitsTest::connection, permits).connection()) {
            assertThat(own.isClosed()).isFalse();
            assertThat(permits.used()).isZero();
        }
    }

    @Test
    void where_no_connection_is_to_be_had_the_permit_is_given_back() {
        PermittedSource source = new PermittedSource(
                () -> {
                    throw new SQLTransientConnectionException("away", "08001");
                },
                permits);
        for (int i = 0; i < 3 * CONNECTIONS; i++) {
            assertThatThrownBy(() -> PermitHolder.during(() -> new Transactions(source).read(connection -> true)))
                    .isInstanceOf(DatabaseException.class);
        }
        assertThat(permits.used()).isZero();
        assertThat(permits.permits()).isEqualTo(PermitLimit.FLOOR);
    }

    private static CompletableFuture<Void> inThread(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            work.run();
            done.complete(null);
        });
        return done;
    }

    private static Connection connection() {
        return (Connection) Proxy.newProxyInstance(
                DatabasePermitsTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> method.getReturnType() == boolean.class ? Boolean.FALSE : null);
    }
}
