package io.holdfast.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageAudit;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageRollout;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.feed.Change;
import io.holdfast.feed.FeedPruning;
import io.holdfast.identity.DeviceId;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedFollowerTest {
    private final TestCell cell = new TestCell();
    private TestNode node;

    @BeforeEach
    void start() throws SQLException {
        node = TestNode.empty(cell).catchUp();
    }

    @AfterEach
    void stop() throws SQLException {
        node.close();
    }

    @Test
    void an_accepted_device_is_known_with_its_key_and_identity() throws SQLException {
        // When
        DeviceId device = cell.accept("a");
        node.catchUp();

        // Then
        ImageDevice known = known(device);
        assertThat(known.standing()).isEqualTo(ImageStanding.ACCEPTED);
        assertThat(known.hasKey(TestCell.sha256("key a"))).isTrue();
        assertThat(known.hasKey(TestCell.sha256("key b"))).isFalse();
        assertThat(node.image().deviceByIdentity(cell.tenant(), TestCell.sha256("identity a")))
                .map(ImageDevice::id)
                .contains(device);
        assertThat(node.image().deviceByIdentity(TenantId.random(), TestCell.sha256("identity a")))
                .isEmpty();
        assertThat(node.image().fresh()).isTrue();
        node.assertAudited();
    }

    @Test
    void a_decommissioned_device_is_revoked_and_its_identity_is_free() throws SQLException {
        // Given
        DeviceId device = cell.accept("a");
        node.catchUp();

        // When
        cell.decommission(device);
        DeviceId successor = cell.accept("a");
        node.catchUp();

        // Then
        assertThat(known(device).standing()).isEqualTo(ImageStanding.REVOKED);
        assertThat(node.image().deviceByIdentity(cell.tenant(), TestCell.sha256("identity a")))
                .map(ImageDevice::id)
                .contains(successor);
        node.assertAudited();
    }

    @Test
    void a_rejected_device_is_not_accepted_and_keeps_a_floor() throws SQLException {
        DeviceId device = cell.accept("a");
        node.catchUp();

        cell.reject(device);
        node.catchUp();

        assertThat(known(device).standing()).isEqualTo(ImageStanding.NOT_ACCEPTED);
        assertThat(known(device).hasKey(TestCell.sha256("key a"))).isFalse();
        node.assertAudited();
    }

    @Test
    void a_pending_device_takes_no_room() throws SQLException {
        int before = node.image().deviceCount();

        cell.write(tx -> tx.changed(new Change.DeviceChanged(cell.tenant(), DeviceId.random())));
        node.catchUp();

        assertThat(node.image().deviceCount()).isEqualTo(before);
    }

    @Test
    void a_deployment_awaits_its_targets_until_they_finish_or_it_is_aborted() throws SQLException {
        // Given
        DeviceId first = cell.accept("a");
        DeviceId second = cell.accept("b");
        DeviceId other = cell.accept("c");

        // When
        DeploymentId deployment = cell.deploy(List.of(first, second));
        node.catchUp();

        // Then
        ImageRollout rollout = node.image().rollouts(cell.tenant()).getFirst();
        assertThat(rollout.awaits(known(first).index())).isTrue();
        assertThat(rollout.awaits(known(other).index())).isFalse();
        assertThat(rollout.byDeviceType()).containsOnlyKeys("beaglebone");
        assertThat(known(first).mayHaveUpdate()).isTrue();
        assertThat(known(other).mayHaveUpdate()).isFalse();

        // When
        cell.finish(deployment, first);
        node.catchUp();

        // Then
        assertThat(known(first).mayHaveUpdate()).isFalse();
        assertThat(known(second).mayHaveUpdate()).isTrue();
        assertThat(rollout.awaits(known(first).index()))
                .as("a reader's rollout never changes")
                .isTrue();
        node.assertAudited();

        // When
        cell.abort(deployment);
        node.catchUp();

        // Then
        assertThat(node.image().rollouts(cell.tenant())).isEmpty();
        assertThat(known(second).mayHaveUpdate()).isFalse();
        node.assertAudited();
    }

    @Test
    void a_target_accepted_after_its_deployment_was_made_is_awaited() throws SQLException {
        DeviceId device = DeviceId.random();
        cell.deploy(List.of(device));
        node.catchUp();

        cell.write(tx -> cell.accept(tx, device, "late"));
        node.catchUp();

        assertThat(known(device).mayHaveUpdate()).isTrue();
        node.assertAudited();
    }

    @Test
    void a_transaction_held_open_while_later_ones_commit_is_neither_lost_nor_overtaken() throws Exception {
        // Given: one transaction has done its work and not yet taken its number, and one is rolled back
        CountDownLatch worked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        DeviceId held = DeviceId.random();
        CompletableFuture<Long> heldSeq = CompletableFuture.supplyAsync(() -> cell.write(tx -> {
            cell.accept(tx, held, "held");
            worked.countDown();
            assertThat(awaited(release)).isTrue();
        }));
        assertThat(worked.await(10, TimeUnit.SECONDS)).isTrue();
        DeviceId rolledBack = rolledBack();

        // When
        DeviceId later = cell.accept("later");
        node.catchUp();

        // Then
        long before = node.image().appliedSeq();
        assertThat(known(later).standing()).isEqualTo(ImageStanding.ACCEPTED);
        assertThat(node.image().device(cell.tenant(), held)).isEmpty();

        // When
        release.countDown();
        long seq = heldSeq.get(10, TimeUnit.SECONDS);
        node.catchUp();

        // Then
        assertThat(seq).isEqualTo(before + 1);
        assertThat(known(held).standing()).isEqualTo(ImageStanding.ACCEPTED);
        assertThat(node.image().device(cell.tenant(), rolledBack)).isEmpty();
        assertThat(node.counters().reloads()).isEqualTo(1);
        node.assertAudited();
    }

    private DeviceId rolledBack() {
        DeviceId device = DeviceId.random();
        try {
            cell.write(tx -> {
                cell.accept(tx, device, "rolled back");
                throw new IllegalStateException("changed my mind");
            });
        } catch (IllegalStateException asked) {
            assertThat(asked).hasMessage("changed my mind");
        }
        return device;
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void a_missing_number_is_a_fault_and_leads_to_a_full_load() throws SQLException {
        DeviceId lost = cell.accept("in the lost row");
        cell.execute("delete from feed_commit where seq = (select seq from feed_head)");
        cell.accept("after it");

        node.catchUp();

        assertThat(node.counters().reloads()).isEqualTo(2);
        assertThat(known(lost).standing()).isEqualTo(ImageStanding.ACCEPTED);
        assertThat(node.image().fresh()).isTrue();
        node.assertAudited();
    }

    @Test
    void a_restored_database_begins_a_new_era_and_no_number_is_used_again() throws SQLException {
        // Given
        DeviceId lost = cell.accept("lost with the restore");
        DeviceId kept = cell.accept("kept");
        node.catchUp();
        long before = node.image().appliedSeq();

        // When: the database comes back as it was two commits ago, and goes on from there
        cell.execute("delete from auth_set where device_id = '" + lost + "'; delete from device where device_id = '"
                + lost + "'; delete from feed_commit where seq >= " + (before - 1) + "; update feed_head set seq = "
                + (before - 2));
        cell.accept("another history");
        cell.accept("the same numbers");
        cell.accept("and beyond");
        node.catchUp();

        // Then
        assertThat(node.image().appliedSeq()).isGreaterThan(before + 1_000_000);
        assertThat(known(lost).standing()).isEqualTo(ImageStanding.NOT_ACCEPTED);
        assertThat(known(kept).standing()).isEqualTo(ImageStanding.ACCEPTED);
        assertThat(node.counters().reloads()).isEqualTo(2);
        node.assertAudited();
    }

    @Test
    void a_node_that_was_away_longer_than_rows_are_kept_reads_everything_anew() throws SQLException {
        DeviceId device = cell.accept("a");
        cell.accept("b");
        cell.execute("update feed_commit set committed_at = now() - interval '25 hours'");
        try (Connection connection = cell.connections().connection()) {
            assertThat(FeedPruning.prune(connection)).isFalse();
        }

        node.catchUp();

        assertThat(node.counters().reloads()).isEqualTo(2);
        assertThat(known(device).standing()).isEqualTo(ImageStanding.ACCEPTED);
        long seq = node.image().appliedSeq();
        node.catchUp();
        assertThat(node.image().appliedSeq())
                .as("the newest row stays, as proof of the place")
                .isEqualTo(seq);
        node.assertAudited();
    }

    @Test
    void an_unreadable_row_makes_that_device_unreadable_and_the_feed_moves_on() throws SQLException {
        // Given
        DeviceId broken = cell.accept("broken");
        node.catchUp();
        cell.execute("alter table device drop constraint device_standing_check;"
                + " update device set standing = 'quarantined' where device_id = '" + broken + "'");

        // When
        cell.write(tx -> tx.changed(new Change.DeviceChanged(cell.tenant(), broken)));
        DeviceId next = cell.accept("next");
        node.catchUp();

        // Then
        assertThat(known(broken).standing()).isEqualTo(ImageStanding.UNREADABLE);
        assertThat(known(next).standing()).isEqualTo(ImageStanding.ACCEPTED);
        assertThat(node.counters().unreadableRows()).isEqualTo(1);
        assertThat(node.image().fresh()).isTrue();
        node.assertAudited();
    }

    @Test
    void a_paused_node_agrees_with_the_other_as_soon_as_it_looks_again() throws SQLException {
        try (TestNode paused = TestNode.empty(cell).catchUp()) {
            DeviceId a = cell.accept("a");
            DeviceId b = cell.accept("b");
            node.catchUp();
            DeploymentId deployment = cell.deploy(List.of(a, b));
            cell.finish(deployment, a);
            cell.decommission(b);
            node.catchUp();
            assertThat(ImageAudit.digest(paused.image())).isNotEqualTo(ImageAudit.digest(node.image()));

            paused.catchUp();

            assertThat(ImageAudit.digest(paused.image())).isEqualTo(ImageAudit.digest(node.image()));
            try (TestNode restarted = TestNode.empty(cell).catchUp()) {
                assertThat(ImageAudit.digest(restarted.image())).isEqualTo(ImageAudit.digest(node.image()));
            }
        }
    }

    @Test
    void who_waits_for_a_number_is_told_when_it_is_applied() throws Exception {
        long seq = cell.write(tx -> cell.accept(tx, DeviceId.random(), "a"));
        CompletableFuture<Boolean> told =
                node.image().whenApplied(seq, Duration.ofSeconds(10)).toCompletableFuture();
        assertThat(told).isNotDone();

        node.catchUp();

        assertThat(told.get(1, TimeUnit.SECONDS)).isTrue();
        assertThat(node.image().awaitApplied(seq + 1, Duration.ofMillis(20))).isFalse();
    }

    private ImageDevice known(DeviceId device) {
        return node.image().device(cell.tenant(), device).orElseThrow();
    }
}
