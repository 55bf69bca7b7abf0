package io.holdfast.edge.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.config.ReportedConfiguration;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.inventory.DeviceInventory;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.report.Receipt;
import io.holdfast.report.Received;
import io.holdfast.report.ReportId;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.DeploymentRef;
import io.holdfast.rollout.DeviceLog;
import io.holdfast.rollout.DeviceStatus;
import io.holdfast.rollout.FailureCounts;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.DeploymentLog;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.StatusReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the lanes are told of their reports: which stand for others, which meet, and how the journal keeps them. */
class ReportKindsTest {
    private static final DeviceRef DEVICE = new DeviceRef(TenantId.random(), DeviceId.random());
    private static final DeploymentId DEPLOYMENT = DeploymentId.random();

    private final List<DeploymentRef> finished = new ArrayList<>();
    private final ManualClock clock = new ManualClock();
    private final StatusKind statuses = new StatusKind(
            finished::add,
            new FailureCounts(ImageWriter.create(clock, Dice.seeded(1)).image(), clock));
    private final InventoryKind inventories = new InventoryKind();
    private final LogKind logs = new LogKind();
    private final ConfigurationKind configurations = new ConfigurationKind();

    @Test
    void leaving_out_a_status_that_a_later_one_stands_for_changes_nothing_in_what_is_on_record() {
        int absorbed = 0;
        for (DeploymentStatus record : DeploymentStatus.values()) {
            for (DeploymentStatus earlier : DeploymentStatus.values()) {
                for (DeploymentStatus later : DeploymentStatus.values()) {
                    if (statuses.absorbs(status(later, ""), status(earlier, ""))) {
                        assertThat(after(after(record, earlier), later))
                                .as("%s on record, then %s, then %s", record, earlier, later)
                                .isEqualTo(after(record, later));
                        absorbed++;
                    }
                }
            }
        }
        assertThat(absorbed).isPositive();
    }

    /** Ranked, and what is finished is final. */
    private static DeploymentStatus after(DeploymentStatus record, DeploymentStatus next) {
        return record.finished() || next.rank() < record.rank() ? record : next;
    }

    @Test
    void the_last_word_of_a_device_is_never_left_out_for_another() {
        for (DeploymentStatus last : DeploymentStatus.values()) {
            for (DeploymentStatus later : DeploymentStatus.values()) {
                if (last.finished() && later != last) {
                    assertThat(statuses.absorbs(status(later, ""), status(last, "")))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void reports_meet_where_they_are_about_the_same_and_nowhere_else() {
        DeviceRef otherDevice = new DeviceRef(DEVICE.tenant(), DeviceId.random());
        StatusReport report = new StatusReport(DeploymentStatus.INSTALLING, Optional.empty());
        Object key = statuses.key(new DeviceStatus(DEVICE, DEPLOYMENT, report));

        assertThat(statuses.key(status(DeploymentStatus.SUCCESS, "x"))).isEqualTo(key);
        assertThat(statuses.key(new DeviceStatus(otherDevice, DEPLOYMENT, report)))
                .isNotEqualTo(key);
        assertThat(statuses.key(new DeviceStatus(DEVICE, DeploymentId.random(), report)))
                .isNotEqualTo(key);
        assertThat(inventories.key(inventory(DEVICE, "{}", 1)))
                .isEqualTo(inventories.key(inventory(DEVICE, "{\"a\":1}", 2)))
                .isNotEqualTo(inventories.key(inventory(otherDevice, "{}", 1)));
    }

    @ParameterizedTest
    @EnumSource
    void a_status_comes_out_of_the_journal_as_it_went_in(DeploymentStatus status) {
        for (String substate : List.of("", "half", "größe 日本 🙂")) {
            DeviceStatus report = status(status, substate);
            assertThat(statuses.decode(DEVICE, statuses.encode(report))).isEqualTo(report);
        }
    }

    @Test
    void an_inventory_a_configuration_and_a_log_come_out_of_the_journal_as_they_went_in() {
        for (DeviceInventory.Extent extent : DeviceInventory.Extent.values()) {
            DeviceInventory inventory =
                    new DeviceInventory(DEVICE, "{\"kernel\":{\"value\":\"größe\"}}", Long.MIN_VALUE, extent);
            assertThat(inventories.decode(DEVICE, inventories.encode(inventory)))
                    .isEqualTo(inventory);
        }
        ReportedConfiguration configuration = new ReportedConfiguration(DEVICE, "{\"größe\":\"日本\"}", Long.MIN_VALUE);
        assertThat(configurations.decode(DEVICE, configurations.encode(configuration)))
                .isEqualTo(configuration);
        for (boolean truncated : new boolean[] {false, true}) {
            DeviceLog log = new DeviceLog(DEVICE, DEPLOYMENT, new DeploymentLog("first\nzweite 🙂", 2, truncated));
            assertThat(logs.decode(DEVICE, logs.encode(log))).isEqualTo(log);
        }
    }

    @Test
    void what_is_cut_off_in_the_journal_is_refused_and_not_half_read() {
        byte[] whole = statuses.encode(status(DeploymentStatus.REBOOTING, "half"));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> statuses.decode(DEVICE, cut)).isInstanceOf(IllegalArgumentException.class);
        }
        byte[] unknown = new Utf8Body.Out()
                .uuid(DEPLOYMENT.value())
                .text("melting")
                .text("")
                .bytes();
        assertThatThrownBy(() -> statuses.decode(DEVICE, unknown)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_deployment_is_told_once_a_batch_that_a_target_finished_in_it_and_only_where_that_stands() {
        List<Received<DeviceStatus>> batch = new ArrayList<>();
        List<ReportOutcome> outcomes = new ArrayList<>();
        add(batch, outcomes, DEPLOYMENT, DeploymentStatus.SUCCESS, new ReportOutcome.Recorded());
        add(batch, outcomes, DEPLOYMENT, DeploymentStatus.FAILURE, new ReportOutcome.Unchanged());
        add(batch, outcomes, DeploymentId.random(), DeploymentStatus.INSTALLING, new ReportOutcome.Recorded());
        add(batch, outcomes, DeploymentId.random(), DeploymentStatus.SUCCESS, new ReportOutcome.Aborted());
        add(batch, outcomes, DeploymentId.random(), DeploymentStatus.SUCCESS, new ReportOutcome.Gone());

        statuses.committed(batch, outcomes);

        assertThat(finished).containsExactly(new DeploymentRef(DEVICE.tenant(), DEPLOYMENT));
    }

    private static void add(
            List<Received<DeviceStatus>> batch,
            List<ReportOutcome> outcomes,
            DeploymentId deployment,
            DeploymentStatus status,
            ReportOutcome outcome) {
        Receipt receipt = new Receipt(new ReportId(UUID.randomUUID(), batch.size()), Instant.EPOCH);
        batch.add(new Received<>(
                receipt, new DeviceStatus(DEVICE, deployment, new StatusReport(status, Optional.empty()))));
        outcomes.add(outcome);
    }

    @Test
    void only_a_whole_inventory_stands_for_those_before_it() {
        for (DeviceInventory.Extent earlier : DeviceInventory.Extent.values()) {
            for (DeviceInventory.Extent later : DeviceInventory.Extent.values()) {
                boolean stands = inventories.absorbs(
                        new DeviceInventory(DEVICE, "{}", 2, later), new DeviceInventory(DEVICE, "{}", 1, earlier));
                assertThat(stands).isEqualTo(later == DeviceInventory.Extent.WHOLE);
            }
        }
    }

    private static DeviceInventory inventory(DeviceRef device, String attributes, long hash) {
        return new DeviceInventory(device, attributes, hash, DeviceInventory.Extent.WHOLE);
    }

    private static DeviceStatus status(DeploymentStatus status, String substate) {
        Optional<String> said = Optional.of(substate).filter(text -> !text.isEmpty());
        return new DeviceStatus(DEVICE, DEPLOYMENT, new StatusReport(status, said));
    }
}
