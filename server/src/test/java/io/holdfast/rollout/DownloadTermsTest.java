package io.holdfast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.DeviceRow;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.HashPrefix;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.edge.image.RolloutSamples;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.rollout.DownloadTerms.Standing;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.roaringbitmap.RoaringBitmap;

/** What a download link is worth, on a clock of the test's: an end counts from the moment it is in the image, not a look later. */
class DownloadTermsTest {
    private static final List<Boolean> BOTH = List.of(true, false);
    private static final long GIVEN = 7;

    private final ManualClock clock = new ManualClock();
    private final ImageWriter writer = ImageWriter.create(clock, Dice.seeded(23));
    private final FleetImage image = writer.image();
    private final TenantId tenant = TenantId.random();
    private final DeviceId device = DeviceId.random();
    private final DeploymentId deployment = DeploymentId.random();
    private final DownloadTerms terms = new DownloadTerms(tenant, deployment, device, GIVEN);

    /** What the node has heard of the deployment and the device. */
    enum Heard {
        NOTHING,
        DEVICE_ONLY,
        RUNS,
        ABORTED,
        ENDED_FOR_THE_DEVICE,
        DEVICE_LEFT
    }

    @ParameterizedTest
    @EnumSource
    void a_link_is_good_refused_or_unsure_by_what_the_node_heard_and_how_sure_it_is(Heard heard) {
        hear(heard);
        // Numbers only rise.
        for (boolean behind : BOTH) {
            writer.applied(behind ? GIVEN - 1 : GIVEN);
            for (boolean fresh : BOTH) {
                writer.looked(clock.monotonicNanos());
                clock.advance(fresh ? Duration.ZERO : FleetImage.FRESH_MAX.plusMillis(1));

                Standing expected =
                        heard == Heard.RUNS ? Standing.AWAITED : fresh && !behind ? Standing.ENDED : Standing.UNKNOWN;
                assertThat(terms.standing(image))
                        .as("%s, behind %s, fresh %s".formatted(heard, behind, fresh))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void an_abort_ends_every_link_in_the_moment_in_which_the_image_has_it() {
        hear(Heard.RUNS);
        writer.applied(GIVEN);
        writer.looked(clock.monotonicNanos());
        assertThat(terms.standing(image)).isEqualTo(Standing.AWAITED);

        writer.rolloutEnded(tenant, deployment);
        writer.publish();

        // The clock has not moved.
        assertThat(terms.standing(image)).isEqualTo(Standing.ENDED);
    }

    @Test
    void terms_are_read_back() {
        assertThat(DownloadTerms.parse(terms.text())).contains(terms);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "...",
                "a.b.c.1",
                "%s.%s.%s",
                "%s.%s.%s.",
                "%s.%s.%s.-1",
                "%s.%s.%s.1.2",
                "%s.%s.%s.9999999999999999999"
            })
    void what_is_no_terms_is_none(String form) {
        assertThat(DownloadTerms.parse(form.formatted(tenant, deployment, device)))
                .isEmpty();
    }

    private void hear(Heard heard) {
        if (heard == Heard.NOTHING) {
            return;
        }
        writer.device(new DeviceRow(
                tenant,
                device,
                AuthSetId.random(),
                HashPrefix.of(new byte[32]),
                HashPrefix.of(new byte[32]),
                ImageStanding.ACCEPTED,
                0,
                OptionalLong.empty()));
        if (heard != Heard.DEVICE_ONLY) {
            writer.rollout(
                    RolloutSamples.terms(tenant, deployment, FailureLimit.unlimited(), false),
                    RoaringBitmap.bitmapOf(0));
        }
        writer.publish();
        switch (heard) {
            case NOTHING, DEVICE_ONLY, RUNS -> {}
            case ABORTED -> writer.rolloutEnded(tenant, deployment);
            case ENDED_FOR_THE_DEVICE -> writer.awaits(tenant, device, Set.of());
            case DEVICE_LEFT -> writer.revoked(tenant, device);
        }
        writer.publish();
    }
}
