package io.holdfast.fleet.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OwnPostgresTest {
    @Test
    void it_is_killed_brought_back_frozen_and_thawed_with_its_data_and_on_its_port() throws Exception {
        try (WorkFolder folder = WorkFolder.create("own");
                OwnPostgres postgres = OwnPostgres.start(folder.resolve("postgres"), Map.of())) {
            run(postgres, "create table kept (n int)");
            run(postgres, "insert into kept values (7)");
            String url = postgres.url();
            assertThat(postgres.processes().cost().rssBytes()).isGreaterThan(1_000_000);

            postgres.processes().kill();

            assertThatThrownBy(postgres::connect).isInstanceOf(SQLException.class);

            postgres.restart();

            assertThat(postgres.url()).isEqualTo(url);
            assertThat(kept(postgres)).isEqualTo(7);

            postgres.processes().freeze();
            CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> kept(postgres));

            assertThat(Poll.until(Duration.ofMillis(500), waiting::isDone)).isFalse();

            postgres.processes().thaw();

            assertThat(waiting.join()).isEqualTo(7);

            postgres.set("commit_siblings", "0");
            assertThat(Poll.until(Duration.ofSeconds(60), () -> number(postgres, "show commit_siblings") == 0))
                    .isTrue();
        }
    }

    private static int kept(OwnPostgres postgres) {
        return number(postgres, "select n from kept");
    }

    private static int number(OwnPostgres postgres, String sql) {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(OwnPostgres postgres, String sql) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
