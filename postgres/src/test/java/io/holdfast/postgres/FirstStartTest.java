package io.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class FirstStartTest {
    private static final Path DEBIAN_15 = Path.of("/usr/lib/postgresql/15");

    @Test
    void the_first_start_creates_a_cluster_and_says_what_takes_time() throws IOException, SQLException {
        try (Scratch scratch = new Scratch();
                EmbeddedPostgres postgres = scratch.start()) {
            assertThat(scratch.progress()).endsWith("creating the database cluster", "starting PostgreSQL");
            assertThat(Sql.answer(postgres, "show data_checksums")).isEqualTo("on");
            assertThat(Sql.answer(postgres, "show server_encoding")).isEqualTo("UTF8");
            assertThat(Sql.answer(postgres, "select lower('ÄÖÜ')")).isEqualTo("äöü");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(scratch.path().resolve("password"))))
                    .isEqualTo("rw-------");
            assertThat(scratch.path().resolve("initdb-password")).doesNotExist();
            assertThat(scratch.home().unfinishedData()).doesNotExist();
        }
    }

    @Test
    void a_creation_that_was_interrupted_is_begun_again() throws IOException, SQLException {
        try (Scratch scratch = new Scratch()) {
            // Given
            Files.createDirectories(scratch.home().unfinishedData().resolve("base"));
            Files.writeString(scratch.home().unfinishedData().resolve("PG_VERSION"), "18\n");

            // When
            try (EmbeddedPostgres postgres = scratch.start()) {

                // Then
                assertThat(Sql.answer(postgres, "select 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void an_installed_postgresql_15_serves_as_well() throws SQLException {
        boolean required = "1".equals(System.getenv("HOLDFAST_REQUIRE_CLIENTS"));
        assumeThat(required || Files.isDirectory(DEBIAN_15))
                .as("PostgreSQL 15 (Debian: postgresql-15) is installed")
                .isTrue();
        try (Scratch scratch = new Scratch();
                EmbeddedPostgres postgres =
                        EmbeddedPostgres.start(scratch.options().withBinaries(DEBIAN_15))) {
            assertThat(Sql.answer(postgres, "show server_version_num")).startsWith("15");
            assertThat(Sql.answer(postgres, "show data_checksums")).isEqualTo("on");
            assertThat(Sql.answer(postgres, "select lower('ÄÖÜ')")).isEqualTo("äöü");
            assertThat(DurabilityCheck.unsafeSettings(Sql.connect(postgres))).isEmpty();
        }
    }
}
