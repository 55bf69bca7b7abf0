package io.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each refusal has a stable code and says what to do. */
class RefusalTest {
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
    void a_second_server_on_the_directory_is_refused_in_this_program_and_in_another() {
        try (EmbeddedPostgres first = SCRATCH.start()) {
            assertThat(refusal(SCRATCH.options()).code()).isEqualTo("postgres.directory-in-use");
            assertThat(OtherServer.startAndDie(SCRATCH.path())).isEqualTo("postgres.directory-in-use");
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void a_folder_that_the_databases_user_cannot_pass_is_named_with_the_command_to_run() throws IOException {
        assumeThat(Linux.uid(ProcessHandle.current().pid())).as("runs as root").isZero();
        try (Scratch parent = new Scratch()) {
            // Given
            Path closed = Files.createDirectories(parent.path().resolve("closed"));
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxr-x---"));
            Files.setPosixFilePermissions(parent.path(), PosixFilePermissions.fromString("rwx--x--x"));

            // When
            EmbeddedPostgresException refusal = refusal(Scratch.optionsFor(closed.resolve("deeper/postgres")));

            // Then
            assertThat(refusal.code()).isEqualTo("postgres.directory-not-passable");
            assertThat(refusal.nextStep()).contains("chmod o+x " + closed + " ");
        }
    }

    @Test
    void a_setting_that_postgres_does_not_know_is_refused_with_the_end_of_its_log() {
        EmbeddedPostgresException refusal = refusal(SCRATCH.options().withSetting("no_such_setting", "1"));

        assertThat(refusal.code()).isEqualTo("postgres.start-failed");
        assertThat(refusal).hasMessageContaining("unrecognized configuration parameter \"no_such_setting\"");
    }

    @Test
    void a_lost_password_file_is_named() throws IOException {
        Path file = SCRATCH.path().resolve("password");
        Path aside = Files.move(file, SCRATCH.path().resolve("password.aside"));
        try {
            assertThat(refusal(SCRATCH.options()).code()).isEqualTo("postgres.password-missing");
        } finally {
            Files.move(aside, file);
        }
    }

    @Test
    void a_cluster_of_another_major_version_is_left_alone() throws IOException {
        try (Scratch other = new Scratch()) {
            Files.createDirectories(other.home().data());
            Files.writeString(other.home().data().resolve("PG_VERSION"), "14\n");

            assertThat(refusal(other.options()).code()).isEqualTo("postgres.version-mismatch");
        }
    }

    @Test
    void a_folder_without_postgres_is_refused_as_binaries() {
        assertThat(refusal(SCRATCH.options().withBinaries(Path.of("/usr/share")))
                        .code())
                .isEqualTo("postgres.no-binaries");
    }

    private static EmbeddedPostgresException refusal(EmbeddedPostgresOptions options) {
        return catchThrowableOfType(EmbeddedPostgresException.class, () -> EmbeddedPostgres.start(options));
    }
}
