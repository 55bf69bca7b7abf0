package io.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Either process dies without a word. */
class CrashTest {
    private static final Scratch SCRATCH = new Scratch();

    @BeforeAll
    static void createTheCluster() {
        SCRATCH.start().close();
    }

    @AfterEach
    void leaveNothingRunning() {
        EmbeddedPostgres.stopOrphan(SCRATCH.path());
    }

    @AfterAll
    static void removeIt() {
        SCRATCH.close();
    }

    @Test
    void a_committed_row_survives_the_death_of_postgres_and_of_a_busy_client() throws SQLException {
        // Given
        EmbeddedPostgres first = SCRATCH.start();
        Sql.execute(first, "create table survivor as select 42 as answer");
        Thread busy = Thread.ofVirtual().start(() -> compute(first));
        awaitActive(first, "%busy%");

        // When
        Linux.kill(first);
        first.close();

        // Then
        try (EmbeddedPostgres second = SCRATCH.start()) {
            assertThat(Sql.answer(second, "select answer from survivor")).isEqualTo("42");
            assertThat(second.postmasterPid()).isNotEqualTo(first.postmasterPid());
        }
        busy.interrupt();
    }

    @Test
    void a_restart_brings_a_killed_server_back_at_the_same_address() throws SQLException {
        try (EmbeddedPostgres postgres = SCRATCH.start()) {
            // Given
            String address = postgres.jdbcUrl("postgres");
            Linux.kill(postgres);

            // When
            postgres.restart();

            // Then
            assertThat(postgres.isAlive()).isTrue();
            assertThat(postgres.jdbcUrl("postgres")).isEqualTo(address);
            assertThat(Sql.answer(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void a_restart_leaves_a_living_server_alone() {
        try (EmbeddedPostgres postgres = SCRATCH.start()) {
            long pid = postgres.postmasterPid();

            postgres.restart();

            assertThat(postgres.postmasterPid()).isEqualTo(pid);
        }
    }

    @Test
    void an_orphan_is_adopted() throws SQLException {
        // Given
        String orphan = OtherServer.startAndDie(SCRATCH.path());

        // When
        try (EmbeddedPostgres postgres = SCRATCH.start()) {

            // Then
            assertThat(Long.toString(postgres.postmasterPid())).isEqualTo(orphan);
            assertThat(Sql.answer(postgres, "select 1")).isEqualTo("1");
        }
        assertThat(Postmaster.running(Long.parseLong(orphan))).isEmpty();
    }

    @Test
    void an_orphan_with_other_settings_is_replaced() throws SQLException {
        // Given
        String orphan = OtherServer.startAndDie(SCRATCH.path());

        // When
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.start(SCRATCH.options().withSetting("max_connections", "17"))) {

            // Then
            assertThat(Long.toString(postgres.postmasterPid())).isNotEqualTo(orphan);
            assertThat(Sql.answer(postgres, "show max_connections")).isEqualTo("17");
        }
    }

    @Test
    void a_frozen_orphan_is_replaced() throws SQLException {
        // Given
        String orphan = OtherServer.startAndDie(SCRATCH.path());
        Linux.signal(Long.parseLong(orphan), "STOP");

        // When
        try (EmbeddedPostgres postgres = SCRATCH.start()) {

            // Then
            assertThat(Long.toString(postgres.postmasterPid())).isNotEqualTo(orphan);
            assertThat(Sql.answer(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void a_stale_process_id_of_a_stranger_is_no_obstacle_and_the_stranger_lives() throws Exception {
        // Given
        SCRATCH.start().close();
        RunAs user = RunAs.forCluster(SCRATCH.home().data());
        List<String> command = new ArrayList<>(user.prefix());
        command.addAll(List.of("/bin/sleep", "60"));
        Process stranger = ShortCommand.prepare(command).start();
        Files.writeString(
                SCRATCH.home().data().resolve("postmaster.pid"),
                stranger.pid() + "\n" + SCRATCH.home().data() + "\n1\n1\n");

        // When
        try (EmbeddedPostgres postgres = SCRATCH.start()) {

            // Then
            assertThat(Sql.answer(postgres, "select 1")).isEqualTo("1");
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroy();
        }
    }

    @Test
    void a_claim_that_is_not_a_number_names_nobody() throws IOException {
        assertThat(PostmasterFile.parse(List.of("junk", "", "", "5432"))).isEmpty();
        assertThat(PostmasterFile.parse(List.of())).isEmpty();
        assertThat(PostmasterFile.parse(List.of("7")))
                .hasValueSatisfying(claim -> assertThat(claim.port()).isEmpty());
    }

    /** Without a look at its postmaster for minutes: the shared memory stays in use until someone ends it. */
    private static void compute(EmbeddedPostgres postgres) {
        try {
            Sql.execute(postgres, "select /* busy */ count(*) from generate_series(1, 2000000000) n where n % 3 = 0");
        } catch (SQLException expected) {
            assertThat(expected.getMessage()).isNotEmpty();
        }
    }

    private static void awaitActive(EmbeddedPostgres postgres, String pattern) {
        assertThat(Deadline.in(Duration.ofSeconds(60)).await(() -> active(postgres, pattern)))
                .isTrue();
    }

    private static boolean active(EmbeddedPostgres postgres, String pattern) {
        try {
            return !Sql.answer(
                            postgres,
                            "select count(*) from pg_stat_activity where pid <> pg_backend_pid() and query like '"
                                    + pattern + "'")
                    .equals("0");
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }
}
