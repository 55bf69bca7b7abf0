package io.holdfast.edge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.feed.DurableImage;
import io.holdfast.edge.feed.TestCell;
import io.holdfast.edge.feed.TestNode;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageAudit;
import io.holdfast.edge.image.ImageConfiguration;
import io.holdfast.edge.image.ImageRoom;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.feed.Change;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.dice.Dice;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.FrozenConfiguration;
import io.holdfast.testing.TestKeys;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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
    void what_found_no_room_is_read_again_when_room_becomes_free_and_after_a_restart() throws SQLException {
        // Given: room for one text of a tenant, and not for two
        ImageRoom small = new ImageRoom(1_000, 4 * 200);
        DeviceId first = cell.accept("first");
        DeviceId second = cell.accept("second");
        DeviceId third = cell.accept("third");
        set(first, "{\"a\":\"1\"}");
        try (LocalStore store = open();
                TestNode node = node(store.load(TestKeys.OPENER, Clock.system(), Dice.secure(), small))) {
            node.catchUp();
            set(second, "{\"b\":\"1\"}");
            node.catchUp();
            assertThat(configuration(node.image(), second)).isEqualTo(new ImageConfiguration.NoRoom());

            // When
            set(first, "{}");
            node.catchUp();

            // Then: nobody named the second
            assertThat(configuration(node.image(), second))
                    .isEqualTo(new ImageConfiguration.Known("{\"b\":\"1\"}", false, 0));
            set(third, "{\"c\":\"1\"}");
            node.catchUp();
            assertThat(configuration(node.image(), third)).isEqualTo(new ImageConfiguration.NoRoom());
        }

        // When: with more room
        try (LocalStore store = open()) {
            LocalStore.Loaded loaded = load(store);
            assertThat(configuration(loaded.writer().image(), second))
                    .isEqualTo(new ImageConfiguration.Known("{\"b\":\"1\"}", false, 0));
            assertThat(configuration(loaded.writer().image(), third)).isEqualTo(new ImageConfiguration.NoRoom());

            // Then
            assertThat(loaded.writer().couldHoldMore()).isTrue();
            try (TestNode node = new TestNode(cell, loaded.writer(), loaded.durable(), Optional.empty())) {
                node.catchUp();
                node.assertAudited();
            }
            assertThat(loaded.writer().couldHoldMore()).isFalse();
        }
    }

    @Test
    void room_that_a_decommissioned_device_or_an_ended_deployment_leaves_is_used_at_the_next_look()
            throws SQLException {
        // Given
        ImageRoom small = new ImageRoom(1_000, 4 * 200);
        DeviceId first = cell.accept("first");
        DeviceId second = cell.accept("second");
        set(first, "{\"a\":\"1\"}");
        ImageWriter writer = ImageWriter.create(Clock.system(), Dice.secure(), small);
        try (TestNode node = new TestNode(cell, writer, DurableImage.none(), Optional.empty())) {
            node.catchUp();
            set(second, "{\"b\":\"1\"}");
            node.catchUp();
            assertThat(configuration(node.image(), second)).isEqualTo(new ImageConfiguration.NoRoom());

            // When
            cell.decommission(first);
            node.catchUp();

            // Then
            assertThat(configuration(node.image(), second))
                    .isEqualTo(new ImageConfiguration.Known("{\"b\":\"1\"}", false, 0));

            // Given: what a deployment froze takes the room instead
            DeploymentId deployment = cell.deploy(List.of(second));
            cell.write(tx -> {
                Query.on(tx.connection(), """
                                update deployment set configuration = '{"c":"1"}' where tenant_id = ? and deployment_id = ?
                                """)
                        .with(cell.tenant().value(), deployment.value())
                        .update();
                tx.changed(new Change.DeploymentChanged(cell.tenant(), deployment));
            });
            set(second, "{}");
            node.catchUp();
            set(second, "{\"b\":\"1\"}");
            node.catchUp();
            assertThat(node.image().rollouts(cell.tenant()).getFirst().configuration())
                    .hasValue(new FrozenConfiguration("{\"c\":\"1\"}"));
            assertThat(configuration(node.image(), second)).isEqualTo(new ImageConfiguration.NoRoom());

            // When
            cell.abort(deployment);
            node.catchUp();
            node.catchUp();

            // Then
            assertThat(configuration(node.image(), second))
                    .isEqualTo(new ImageConfiguration.Known("{\"b\":\"1\"}", false, 0));
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
