package io.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One cluster for all; each test starts and stops it. */
class EmbeddedPostgresTest {
    private static final Scratch SCRATCH = new Scratch();

    @BeforeAll
    static void createTheCluster() {
        SCRATCH.start().close();
    }

    @AfterAll
    static void removeIt() {
        SCRATCH.close();
    }

    @Test
    void a_warm_start_keeps_the_data_the_port_and_the_password() throws SQLException {
        // Given
        EmbeddedPostgres first = SCRATCH.start();
        Sql.execute(first, "create table kept as select 42 as answer");
        first.close();

        // When
        try (EmbeddedPostgres second = SCRATCH.start()) {

            // Then
            assertThat(Sql.answer(second, "select answer from kept")).isEqualTo("42");
            assertThat(second.port()).isEqualTo(first.port());
            assertThat(second.password()).isEqualTo(first.password());
        }
    }

    @Test
    void a_clean_stop_leaves_nothing_running_and_nothing_to_recover() throws SQLException, IOException {
        // Given
        EmbeddedPostgres postgres = SCRATCH.start();
        long pid = postgres.postmasterPid();

        // When
        postgres.close();
        postgres.close();

        // Then
        assertThat(postgres.isAlive()).isFalse();
        assertThat(Postmaster.running(pid)).isEmpty();
        assertThat(Postmaster.childrenLeftIn(SCRATCH.home().data())).isEmpty();
        assertThat(SCRATCH.home().data().resolve("postmaster.pid")).doesNotExist();
        assertThat(new ServerLog(SCRATCH.home()).tail(Instant.EPOCH)).contains("database system is shut down");
    }

    @Test
    void after_a_close_a_restart_does_nothing() {
        EmbeddedPostgres postgres = SCRATCH.start();
        postgres.close();

        postgres.restart();

        assertThat(postgres.isAlive()).isFalse();
    }

    @Test
    void the_settings_are_the_durable_ones() throws SQLException {
        try (EmbeddedPostgres postgres = SCRATCH.start()) {
            for (String name : List.of("fsync", "full_page_writes", "synchronous_commit", "archive_mode")) {
                assertThat(Sql.answer(postgres, "show " + name)).as(name).isEqualTo("on");
            }
            assertThat(Sql.answer(postgres, "show data_sync_retry")).isEqualTo("off");
            assertThat(Sql.answer(postgres, "show shared_preload_libraries")).isEqualTo("pg_stat_statements");
            assertThat(Sql.answer(postgres, "select rolpassword from pg_authid where rolname = 'holdfast'"))
                    .startsWith("SCRAM-SHA-256$");
            assertThat(DurabilityCheck.unsafeSettings(Sql.connect(postgres))).isEmpty();
        }
    }

    @Test
    void a_setting_can_be_overridden_and_its_lack_of_safety_is_found() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(
                SCRATCH.options().withSetting("commit_delay", "2000").withSetting("fsync", "off"))) {
            assertThat(Sql.answer(postgres, "show commit_delay")).isEqualTo("2000");
            assertThat(DurabilityCheck.unsafeSettings(Sql.connect(postgres)))
                    .extracting(UnsafeSetting::name)
                    .containsExactly("fsync");
        }
    }

    @Test
    void it_never_runs_as_root_and_has_a_session_of_its_own() throws IOException {
        try (EmbeddedPostgres postgres = SCRATCH.start()) {
            assertThat(Linux.uid(postgres.postmasterPid())).isNotZero();
            assertThat(Linux.session(postgres.postmasterPid())).isEqualTo(postgres.postmasterPid());
        }
    }

    @Test
    void it_listens_on_loopback_only() throws IOException {
        try (EmbeddedPostgres postgres = SCRATCH.start()) {
            assertThat(Linux.listeners(postgres.port())).containsExactly("0100007F:%04X".formatted(postgres.port()));
        }
    }

    @Test
    void nobody_enters_without_the_password() {
        try (EmbeddedPostgres postgres = SCRATCH.start()) {
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl("postgres"), "holdfast", "guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void closed_wal_segments_are_archived_and_pruned_to_a_bound() throws SQLException, IOException {
        try (EmbeddedPostgres postgres = SCRATCH.start()) {
            // Given
            closeSegment(postgres);
            Path newest = SCRATCH.home().walArchive().resolve(closeSegment(postgres));
            assertThat(Deadline.in(Duration.ofSeconds(60)).await(() -> Files.exists(newest)))
                    .isTrue();
            int before = segments().size();

            // When
            long freed = postgres.pruneWalArchive(16L << 20);

            // Then
            assertThat(freed).isEqualTo((before - 1) * (16L << 20)).isPositive();
            assertThat(segments()).containsExactly(newest);
        }
    }

    private static String closeSegment(EmbeddedPostgres postgres) throws SQLException {
        Sql.execute(postgres, "select pg_logical_emit_message(true, 'test', 'something to archive')");
        return Sql.answer(postgres, "select pg_walfile_name(pg_switch_wal())");
    }

    private static List<Path> segments() {
        try (Stream<Path> files = Files.list(SCRATCH.home().walArchive())) {
            return files.filter(file -> !file.toString().endsWith(".copying"))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
