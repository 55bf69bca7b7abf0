package io.holdfast.edge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.feed.TestCell;
import io.holdfast.edge.feed.TestNode;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageAudit;
import io.holdfast.edge.image.ImageConfiguration;
import io.holdfast.feed.Change;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.dice.Dice;
import io.holdfast.testing.TestKeys;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What devices are configured to is known to a node that starts with the database away. */
class StoredConfigurationsTest {
    private static final String SET = """
            insert into device_configuration (tenant_id, device_id, configured) values (?, ?, ?::jsonb)
            on conflict (tenant_id, device_id) do update set configured = excluded.configured
            """;

    private static final String REPORT = """
            insert into reported_configuration (tenant_id, device_id, reported, content_hash, received_at, node_id, report_no)
            values (?, ?, '{}', ?, now(), gen_random_uuid(), 1)
            on conflict (tenant_id, device_id) do update set content_hash = excluded.content_hash
            """;

    @TempDir
    Path folder;

    private final TestCell cell = new TestCell();

    @Test
    void it_survives_a_restart_whether_it_was_read_with_the_fleet_or_changed_after() throws SQLException {
        // Given
        DeviceId before = cell.accept("before");
        DeviceId after = cell.accept("after");
        DeviceId taken = cell.accept("taken");
        DeviceId gone = cell.accept("gone");
        set(before, "{\"b\": \"1\", \"a\": \"2\"}");
        set(taken, "{\"x\": \"y\"}");
        set(gone, "{\"x\": \"y\"}");
        report(before, 7);
        try (LocalStore store = open();
                TestNode node = node(load(store))) {
            node.catchUp();
            set(after, "{\"c\": \"3\"}");
            report(after, Long.MIN_VALUE);
            set(taken, "{}");
            cell.decommission(gone);
            node.catchUp();
            node.assertAudited();
            assertThat(configuration(node.image(), gone)).isEqualTo(ImageConfiguration.NONE);

            // When: without a clean stop
        }
        try (LocalStore store = open()) {
            LocalStore.Loaded loaded = load(store);
            FleetImage image = loaded.writer().image();

            // Then
            assertThat(loaded.cursor()).isPresent();
            assertThat(loaded.writer().couldHoldMore()).isFalse();
            assertThat(configuration(image, before))
                    .isEqualTo(new ImageConfiguration.Known("{\"a\":\"2\",\"b\":\"1\"}", true, 7));
            assertThat(configuration(image, after))
                    .isEqualTo(new ImageConfiguration.Known("{\"c\":\"3\"}", true, Long.MIN_VALUE));
            assertThat(configuration(image, taken)).isEqualTo(ImageConfiguration.NONE);
            assertThat(configuration(image, gone)).isEqualTo(ImageConfiguration.NONE);
            try (TestNode node = node(loaded)) {
                node.catchUp();
                node.assertAudited();
            }
        }
    }

    @Test
    void a_store_of_a_version_that_knew_no_configurations_serves_and_reads_everything_anew() throws SQLException {
        // Given
        DeviceId device = cell.accept("device");
        try (LocalStore store = open();
                TestNode node = node(load(store))) {
            node.catchUp();
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("local.sqlite"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("drop table configuration");
            statement.executeUpdate("delete from meta where name = 'configurations'");
        }
        // Set where the node would not hear of it again.
        cell.execute("insert into device_configuration (tenant_id, device_id, configured)"
                + " select tenant_id, device_id, '{\"a\":\"1\"}' from device");

        // When
        try (LocalStore store = open()) {
            LocalStore.Loaded loaded = load(store);

            // Then
            assertThat(loaded.writer().image().device(cell.tenant(), device)).isPresent();
            assertThat(loaded.writer().couldHoldMore()).isTrue();
            try (TestNode node = new TestNode(cell, loaded.writer(), loaded.durable(), Optional.empty())) {
                node.catchUp();
                assertThat(configuration(node.image(), device))
                        .isEqualTo(new ImageConfiguration.Known("{\"a\":\"1\"}", false, 0));
            }
        }
        try (LocalStore store = open()) {
            assertThat(load(store).writer().couldHoldMore()).isFalse();
        }
    }

    @Test
    void an_audit_sees_a_configuration_that_differs() throws SQLException {
        DeviceId device = cell.accept("device");
        try (TestNode node = TestNode.empty(cell);
                TestNode behind = TestNode.empty(cell)) {
            behind.catchUp();
            set(device, "{\"a\":\"1\"}");
            node.catchUp();

            assertThat(ImageAudit.compare(node.image(), behind.image())).hasSize(1);
            assertThat(ImageAudit.digest(node.image())).isNotEqualTo(ImageAudit.digest(behind.image()));
            assertThat(ImageAudit.compare(node.image(), behind.catchUp().image()))
                    .isEmpty();
            assertThat(ImageAudit.digest(node.image())).isEqualTo(ImageAudit.digest(behind.image()));
        }
    }

    private void set(DeviceId device, String configured) {
        cell.write(tx -> {
            Query.on(tx.connection(), SET)
                    .with(cell.tenant().value(), device.value(), configured)
                    .update();
            tx.changed(new Change.DeviceChanged(cell.tenant(), device));
        });
    }

    private void report(DeviceId device, long hash) {
        cell.write(tx -> {
            Query.on(tx.connection(), REPORT)
                    .with(cell.tenant().value(), device.value(), hash)
                    .update();
            tx.changed(new Change.DeviceChanged(cell.tenant(), device));
        });
    }

    private ImageConfiguration configuration(FleetImage image, DeviceId device) {
        return image.configuration(
                image.device(cell.tenant(), device).orElseThrow().index());
    }

    private LocalStore open() {
        return LocalStore.open(folder, 1 << 20, Dice.secure());
    }

    private static LocalStore.Loaded load(LocalStore store) {
        return store.load(TestKeys.OPENER, Clock.system(), Dice.secure());
    }

    private TestNode node(LocalStore.Loaded loaded) throws SQLException {
        return new TestNode(cell, loaded.writer(), loaded.durable(), loaded.cursor());
    }
}
