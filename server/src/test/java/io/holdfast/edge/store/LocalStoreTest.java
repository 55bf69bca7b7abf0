package io.holdfast.edge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.feed.TestCell;
import io.holdfast.edge.feed.TestNode;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageAudit;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageRoom;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.edge.image.RunningSoftware;
import io.holdfast.feed.Change;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.BlindLimit;
import io.holdfast.tenancy.PingInterval;
import io.holdfast.testing.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalStoreTest {
    private static final long JOURNAL_BYTES = 1 << 20;

    @TempDir
    Path folder;

    private final TestCell cell = new TestCell();

    private LocalStore open() {
        return LocalStore.open(folder, JOURNAL_BYTES, Dice.secure());
    }

    private static LocalStore.Loaded load(LocalStore store) {
        return store.load(TestKeys.OPENER, Clock.system(), Dice.secure());
    }

    private TestNode node(LocalStore.Loaded loaded) throws SQLException {
        return new TestNode(cell, loaded.writer(), loaded.durable(), loaded.cursor());
    }

    @Test
    void how_many_links_there_were_is_known_at_the_next_start_and_a_count_that_hardly_moves_is_not_written_again() {
        AtomicInteger links = new AtomicInteger(1_000);
        try (LocalStore store = open()) {
            assertThat(store.linksBefore()).isZero();
            LinkCountKeeper keeper = store.keepLinkCount(links::get);
            keeper.keepIfChanged();
            assertThat(store.linksBefore()).isEqualTo(1_000);
            links.set(1_049);
            keeper.keepIfChanged();
            assertThat(store.linksBefore()).isEqualTo(1_000);
            links.set(1_200);
            keeper.close();
        }
        try (LocalStore next = open()) {
            assertThat(next.linksBefore()).isEqualTo(1_200);
        }
    }

    @Test
    void a_node_that_starts_with_the_database_away_knows_whom_to_serve_and_whom_to_refuse() throws Exception {
        // Given
        DeviceId revoked = cell.accept("revoked");
        DeviceId target = cell.accept("target");
        DeviceId done = cell.accept("done");
        try (LocalStore store = open();
                TestNode node = node(load(store))) {
            node.catchUp();
            DeploymentId deployment = cell.deploy(List.of(target, done));
            node.catchUp();
            cell.finish(deployment, done);
            cell.decommission(revoked);
            cell.accept("late");
            node.catchUp();
            node.assertAudited();

            // When: the process dies here, without a clean stop, and the next one finds no database
            try (LocalStore next = LocalStore.open(copy(), JOURNAL_BYTES, Dice.secure())) {
                LocalStore.Loaded loaded = load(next);
                FleetImage image = loaded.writer().image();

                // Then
                assertThat(loaded.cursor()).isPresent();
                assertThat(image.fresh()).isFalse();
                assertThat(ImageAudit.compare(image, node.image())).isEmpty();
                assertThat(device(image, revoked).standing()).isEqualTo(ImageStanding.REVOKED);
                assertThat(device(image, target).hasKey(TestCell.sha256("key target")))
                        .isTrue();
                assertThat(device(image, target).mayHaveUpdate()).isTrue();
                assertThat(device(image, done).mayHaveUpdate()).isFalse();
                assertThat(image.tokenKeys().signingDeviceTokens().keyId()).isEqualTo(1);
                assertThat(next.nodeId()).isEqualTo(store.nodeId());
            }
        }
    }

    @Test
    void what_a_tenant_chose_is_known_without_the_database() throws SQLException {
        cell.execute("update tenant set blind_max_seconds = 900, ping_interval_seconds = 60");
        try (LocalStore store = open();
                TestNode node = node(load(store))) {
            node.catchUp();
        }
        try (LocalStore store = open()) {
            FleetImage image = load(store).writer().image();
            assertThat(image.tenant(cell.tenant()).orElseThrow().blindLimit())
                    .isEqualTo(new BlindLimit(BlindLimit.SHORTEST));
            assertThat(image.tenant(cell.tenant()).orElseThrow().pingInterval()).isEqualTo(new PingInterval(60));
        }
    }

    @Test
    void what_devices_run_is_known_without_the_database_whether_it_is_in_the_snapshot_or_came_after() throws Exception {
        // Given
        DeviceId first = cell.accept("first");
        DeviceId second = cell.accept("second");
        try (LocalStore store = open();
                TestNode node = node(load(store))) {
            runs(first, "pump", "1.0");
            node.catchUp();
            runs(second, "pump", "2.0");
            node.catchUp();
            node.image().runs(device(node.image(), first), "pump", "3.0-heard-by-this-node-only");
            node.assertAudited();

            // When: the process dies here
            try (LocalStore next = LocalStore.open(copy(), JOURNAL_BYTES, Dice.secure())) {
                FleetImage image = load(next).writer().image();

                // Then
                assertThat(runs(image, first)).isEqualTo(new RunningSoftware("pump", "1.0"));
                assertThat(runs(image, second)).isEqualTo(new RunningSoftware("pump", "2.0"));
            }
        }
    }

    @Test
    void an_image_stored_before_it_knew_what_devices_run_serves_and_is_read_anew() throws Exception {
        // Given
        DeviceId device = cell.accept("a");
        runs(device, "pump", "1.0");
        try (LocalStore store = open();
                TestNode node = node(load(store))) {
            node.catchUp();
        }
        try (Stream<Path> files = Files.list(folder)) {
            SnapshotDamage.toFirstVersion(
                    files.filter(file -> file.getFileName().toString().startsWith("image-"))
                            .findFirst()
                            .orElseThrow());
        }

        // When
        try (LocalStore store = open()) {
            LocalStore.Loaded loaded = load(store);

            // Then
            assertThat(loaded.cursor()).isPresent();
            assertThat(device(loaded.writer().image(), device).standing()).isEqualTo(ImageStanding.ACCEPTED);
            assertThat(loaded.writer().image().cohortsKnown()).isFalse();
            assertThat(loaded.writer().couldHoldMore())
                    .as("everything is read anew")
                    .isTrue();
        }
    }

    private void runs(DeviceId device, String type, String version) {
        cell.execute("""
                insert into inventory (tenant_id, device_id, attributes, content_hash, received_at, node_id, report_no,
                                       device_type, artifact_name)
                values ('%s', '%s', '{}', 1, now(), gen_random_uuid(), 1, '%s', '%s')
                """.formatted(cell.tenant().value(), device.value(), type, version));
        long seq = cell.write(tx -> tx.changed(new Change.DeviceChanged(cell.tenant(), device)));
        assertThat(seq).isPositive();
    }

    private RunningSoftware runs(FleetImage image, DeviceId device) {
        return image.cohorts().at(image.cohortOf(device(image, device).index())).software();
    }

    @Test
    void an_image_that_lacks_devices_says_so_after_a_restart_and_reads_them_when_there_is_room() throws SQLException {
        // Given
        DeviceId first = cell.accept("first");
        DeviceId second = cell.accept("second");
        try (LocalStore store = open();
                TestNode node = node(load(store, 1))) {
            node.catchUp();
            assertThat(node.image().lacksDevices()).isTrue();
            assertThat(Stream.of(first, second)
                            .filter(device ->
                                    node.image().device(cell.tenant(), device).isPresent()))
                    .hasSize(1);
        }

        // When: as little room as before
        try (LocalStore store = open()) {
            LocalStore.Loaded loaded = load(store, 1);
            assertThat(loaded.writer().image().lacksDevices()).isTrue();
            assertThat(loaded.writer().couldHoldMore()).isFalse();
        }

        // When: more
        try (LocalStore store = open()) {
            LocalStore.Loaded loaded = load(store, 10);
            assertThat(loaded.writer().image().lacksDevices()).isTrue();
            assertThat(loaded.writer().couldHoldMore()).isTrue();
            try (TestNode node = new TestNode(cell, loaded.writer(), loaded.durable(), Optional.empty())) {
                node.catchUp();

                // Then
                assertThat(node.image().lacksDevices()).isFalse();
                node.assertAudited();
            }
        }
        try (LocalStore store = open()) {
            assertThat(load(store, 10).writer().image().lacksDevices()).isFalse();
        }
    }

    private static LocalStore.Loaded load(LocalStore store, int devices) {
        return store.load(TestKeys.OPENER, Clock.system(), Dice.secure(), new ImageRoom(devices));
    }

    @Test
    void a_clean_stop_leaves_a_snapshot_that_the_next_start_goes_on_from() throws SQLException {
        // Given
        DeviceId device;
        try (LocalStore store = open();
                TestNode node = node(load(store))) {
            node.catchUp();
            device = cell.accept("a");
            cell.deploy(List.of(device));
            node.catchUp();
        }

        // When
        try (LocalStore store = open();
                TestNode node = node(load(store))) {
            // Then
            assertThat(device(node.image(), device).mayHaveUpdate()).isTrue();
            node.catchUp();
            assertThat(node.counters().reloads()).isZero();
            node.assertAudited();
        }
    }

    @Test
    void a_node_killed_between_the_database_and_its_own_store_catches_up_by_the_feed() throws SQLException {
        // Given
        try (LocalStore store = open();
                TestNode node = node(load(store))) {
            node.catchUp();
        }

        // When: committed in PostgreSQL, never seen by the dead node
        DeviceId missed = cell.accept("missed");

        // Then
        try (LocalStore store = open();
                TestNode node = node(load(store))) {
            assertThat(node.image().device(cell.tenant(), missed)).isEmpty();
            node.catchUp();
            assertThat(device(node.image(), missed).standing()).isEqualTo(ImageStanding.ACCEPTED);
            assertThat(node.counters().reloads()).isZero();
            node.assertAudited();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_snapshot_that_does_not_verify_is_discarded_and_read_from_the_database(SnapshotDamage damage)
            throws Exception {
        // Given
        DeviceId device = cell.accept("a");
        UUID nodeId;
        try (LocalStore store = open();
                TestNode node = node(load(store))) {
            node.catchUp();
            nodeId = store.nodeId();
        }

        // When
        damage.to(snapshot());

        // Then
        try (LocalStore store = open()) {
            LocalStore.Loaded loaded = load(store);
            assertThat(loaded.cursor()).isEmpty();
            assertThat(loaded.writer().image().deviceCount()).isZero();
            assertThat(store.nodeId()).isEqualTo(nodeId);
            try (TestNode node = node(loaded)) {
                node.catchUp();
                assertThat(device(node.image(), device).standing()).isEqualTo(ImageStanding.ACCEPTED);
                node.assertAudited();
            }
        }
    }

    @Test
    void an_image_whose_history_is_given_up_is_salvaged_first() throws Exception {
        try (LocalStore store = open();
                TestNode node = node(load(store))) {
            // Given
            DeviceId lost = cell.accept("lost");
            node.catchUp();
            long seq = node.image().appliedSeq();

            // When
            cell.execute("delete from auth_set; delete from device; delete from feed_commit where seq = " + seq
                    + "; update feed_head set seq = " + (seq - 1));
            node.catchUp();

            // Then
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .anyMatch(name -> name.startsWith("salvage-" + seq + "-"));
            }
            assertThat(device(node.image(), lost).standing()).isEqualTo(ImageStanding.NOT_ACCEPTED);
            node.assertAudited();
        }
    }

    @Test
    void a_store_that_cannot_be_written_is_never_read_again_as_if_it_were_whole() throws SQLException {
        // Given
        LocalStore store = open();
        try (TestNode node = node(load(store))) {
            node.catchUp();
            store.close();

            // When
            DeviceId device = cell.accept("a");
            node.catchUp();

            // Then
            assertThat(store.imageFailed()).isTrue();
            assertThat(device(node.image(), device).standing()).isEqualTo(ImageStanding.ACCEPTED);
            node.assertAudited();
        }
        try (LocalStore next = open()) {
            assertThat(load(next).cursor()).isEmpty();
        }
    }

    @Test
    void changes_beyond_the_bound_are_folded_into_a_new_snapshot_while_the_feed_goes_on() throws Exception {
        try (LocalStore store = open();
                TestNode node = node(load(store))) {
            // Given
            node.catchUp();
            Path first = snapshot();

            // When
            cell.acceptMany(ImageStore.CHANGES_MAX + 10);
            cell.publishAllDevices();
            node.catchUp();
            cell.accept("meanwhile");
            node.catchUp();
            awaitReplaced(first);

            // Then
            try (LocalStore next = LocalStore.open(copy(), JOURNAL_BYTES, Dice.secure())) {
                FleetImage image = load(next).writer().image();
                assertThat(image.deviceCount()).isEqualTo(ImageStore.CHANGES_MAX + 11);
                assertThat(ImageAudit.digest(image)).isEqualTo(ImageAudit.digest(node.image()));
            }
        }
    }

    private static void awaitReplaced(Path first) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (Files.exists(first) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(first).doesNotExist();
    }

    private Path snapshot() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("image-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What a dead process leaves: the files, and nothing of its memory. */
    private Path copy() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.filter(Files::isRegularFile).toList();
        }
        Path copy = Files.createDirectory(folder.resolve("copy"));
        for (Path file : files) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        return copy;
    }

    private ImageDevice device(FleetImage image, DeviceId device) {
        return image.device(cell.tenant(), device).orElseThrow();
    }
}
