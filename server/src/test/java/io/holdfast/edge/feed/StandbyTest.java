package io.holdfast.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.postgres.EmbeddedPostgres;
import io.holdfast.postgres.EmbeddedPostgresOptions;
import io.holdfast.testing.TestDatabase;
import io.holdfast.testing.TestFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A PostgreSQL of its own, because it becomes a standby. */
class StandbyTest {
    private TestFolder folder;

    @BeforeEach
    void prepare() {
        folder = TestFolder.create();
    }

    @AfterEach
    void clear() {
        folder.delete();
    }

    @Test
    void a_node_that_reads_a_standby_knows_its_devices_and_is_never_fresh() throws Exception {
        // Given
        DeviceId device;
        TestCell cell;
        try (EmbeddedPostgres primary = start()) {
            cell = TestCell.on(database(primary));
            device = cell.accept("a");
            try (TestNode node = TestNode.empty(cell).catchUp()) {
                assertThat(node.image().sinceLook()).isPresent();
            }
        }
        Path data = folder.path().resolve("data");
        Path signal = Files.createFile(data.resolve("standby.signal"));
        Files.setAttribute(signal, "unix:uid", Files.getAttribute(data, "unix:uid"));

        // When
        try (EmbeddedPostgres standby = start()) {
            TestCell sameCell = cell.at(database(standby));
            try (TestNode node = TestNode.empty(sameCell).catchUp()) {
                // Then
                assertThat(node.image().device(cell.tenant(), device)).isPresent();
                assertThat(node.image().fresh()).isFalse();
                assertThat(node.image().sinceLook()).isEmpty();
            }
        }
    }

    private EmbeddedPostgres start() {
        return EmbeddedPostgres.start(EmbeddedPostgresOptions.defaults(folder.path())
                .withBinariesCache(TestFolder.binariesCache())
                .withSetting("shared_buffers", "64MB")
                .withSetting("archive_mode", "off"));
    }

    private static TestDatabase database(EmbeddedPostgres postgres) {
        return new TestDatabase(postgres.jdbcUrl("postgres"), postgres.username(), postgres.password());
    }
}
