package io.holdfast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.DeviceRow;
import io.holdfast.edge.image.HashPrefix;
import io.holdfast.edge.image.ImageRollout;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.edge.image.RolloutSamples;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.report.Receipt;
import io.holdfast.report.Received;
import io.holdfast.report.ReportId;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.StatusReport;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/** What one node counts by itself, on a clock of the test's. */
class FailureCountsTest {
    private final ManualClock clock = new ManualClock();
    private final ImageWriter writer = ImageWriter.create(clock, Dice.seeded(17));
    private final FailureCounts counts = new FailureCounts(writer.image(), clock);
    private final TenantId tenant = TenantId.random();
    private final List<DeviceId> devices = List.of(DeviceId.random(), DeviceId.random(), DeviceId.random());
    private final DeploymentId deployment = DeploymentId.random();
    private long number;

    @BeforeEach
    void an_image_with_a_deployment_that_two_failures_hold() {
        for (DeviceId device : devices) {
            writer.device(new DeviceRow(
                    tenant,
                    device,
                    AuthSetId.random(),
                    hash(device.value()),
                    hash(UUID.randomUUID()),
                    ImageStanding.ACCEPTED,
                    0,
                    OptionalLong.empty()));
        }
        limit(new FailureLimit.HoldAfter(2));
    }

    @Test
    void every_verdict_on_a_failure_counts_or_does_not_and_no_other_status_ever_does() {
        for (StatusVerdict verdict : StatusVerdict.values()) {
            for (DeploymentStatus status : DeploymentStatus.values()) {
                for (boolean wasJournaled : List.of(true, false)) {
                    FailureCounts fresh = new FailureCounts(writer.image(), clock);
                    for (DeviceId device : devices.subList(0, 2)) {
                        Received<DeviceStatus> report = report(device, status);
                        if (wasJournaled) {
                            fresh.journaled(List.of(report));
                        }
                        fresh.decided(List.of(report), List.of(verdict));
                    }

                    boolean counts = status == DeploymentStatus.FAILURE
                            && (verdict == StatusVerdict.RECORDED || verdict == StatusVerdict.UNCHANGED);
                    assertThat(fresh.reached(rollout()))
                            .as(status + " " + verdict)
                            .isEqualTo(counts);
                }
            }
        }
    }

    @Test
    void a_failure_in_the_journal_counts_at_once() {
        counts.journaled(List.of(report(devices.get(0), DeploymentStatus.FAILURE)));
        assertThat(counts.reached(rollout())).isFalse();

        counts.journaled(List.of(report(devices.get(1), DeploymentStatus.FAILURE)));

        assertThat(counts.reached(rollout())).isTrue();
    }

    @Test
    void one_device_is_one_failure_however_often_it_says_so() {
        for (int i = 0; i < 3; i++) {
            counts.journaled(List.of(report(devices.getFirst(), DeploymentStatus.FAILURE)));
            counts.decided(
                    List.of(report(devices.getFirst(), DeploymentStatus.FAILURE)), List.of(StatusVerdict.UNCHANGED));
        }

        assertThat(counts.reached(rollout())).isFalse();
    }

    @Test
    void a_raised_limit_lets_it_go_on_and_a_lowered_one_holds_it() {
        fails(devices.get(0));
        fails(devices.get(1));
        assertThat(counts.reached(rollout())).isTrue();

        limit(new FailureLimit.HoldAfter(3));
        assertThat(counts.reached(rollout())).isFalse();
        fails(devices.get(2));
        assertThat(counts.reached(rollout())).isTrue();

        limit(FailureLimit.unlimited());
        assertThat(counts.reached(rollout())).isFalse();

        limit(new FailureLimit.HoldAfter(1));
        assertThat(counts.reached(rollout())).isTrue();
    }

    @Test
    void deployments_are_counted_apart() {
        fails(devices.get(0));
        fails(devices.get(1));

        assertThat(counts.reached(RolloutSamples.guarded(tenant, new FailureLimit.HoldAfter(1), false, 0)))
                .isFalse();
    }

    @Test
    void a_device_that_is_awaited_again_failed_no_more_once_the_image_must_know() {
        fails(devices.get(0));
        fails(devices.get(1));

        // The image is a moment behind its own node's reports: what it still awaits has failed all the same.
        clock.advance(FailureCounts.LEARNED.minusMillis(1));
        writer.looked(clock.monotonicNanos());
        assertThat(counts.reached(rollout())).isTrue();

        clock.advance(FailureCounts.LOOK_EVERY);
        writer.looked(clock.monotonicNanos());
        assertThat(counts.reached(rollout())).isFalse();
    }

    @Test
    void what_an_image_awaits_that_is_behind_or_what_waits_in_the_journal_has_failed_for_as_long() {
        fails(devices.get(0));
        counts.journaled(List.of(report(devices.get(1), DeploymentStatus.FAILURE)));

        clock.advance(FailureCounts.LEARNED.multipliedBy(100));
        assertThat(counts.reached(rollout())).as("blind").isTrue();

        // Learned: the first has ended, the second's end is still in the journal.
        writer.awaits(tenant, devices.get(0), Set.of());
        writer.publish();
        writer.looked(clock.monotonicNanos());
        assertThat(counts.reached(rollout())).isTrue();
        clock.advance(FailureCounts.LOOK_EVERY);
        writer.looked(clock.monotonicNanos());
        assertThat(counts.reached(rollout())).isTrue();
    }

    private void fails(DeviceId device) {
        counts.decided(List.of(report(device, DeploymentStatus.FAILURE)), List.of(StatusVerdict.RECORDED));
    }

    private Received<DeviceStatus> report(DeviceId device, DeploymentStatus status) {
        return new Received<>(
                new Receipt(new ReportId(new UUID(0, 1), ++number), Instant.EPOCH),
                new DeviceStatus(
                        new DeviceRef(tenant, device), deployment, new StatusReport(status, Optional.empty())));
    }

    private void limit(FailureLimit limit) {
        writer.rollout(RolloutSamples.terms(tenant, deployment, limit, false), RoaringBitmap.bitmapOf(0, 1, 2));
        writer.publish();
    }

    private ImageRollout rollout() {
        return writer.image().rollouts(tenant).getFirst();
    }

    private static HashPrefix hash(UUID id) {
        return HashPrefix.of(ByteBuffer.allocate(32)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
    }
}
