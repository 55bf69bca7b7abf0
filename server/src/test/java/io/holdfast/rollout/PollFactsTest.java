package io.holdfast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.HashPrefix;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.DeploymentStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What polls show is recorded about once, and never where the device said it itself. */
class PollFactsTest {
    private static final DeploymentId DEPLOYMENT = DeploymentId.random();
    private static final List<NextUpdate.Fact> SHOWN = List.of(new NextUpdate.Fact.AlreadyInstalled(DEPLOYMENT));

    private final ImageDevice device = new ImageDevice(
            1,
            TenantId.random(),
            DeviceId.random(),
            AuthSetId.random(),
            ImageStanding.ACCEPTED,
            0,
            0,
            false,
            true,
            HashPrefix.of(new byte[32]),
            0);
    private final List<DeploymentStatus> recorded = new ArrayList<>();
    private boolean fresh = true;
    private final PollFacts facts = new PollFacts((whose, which, status) -> recorded.add(status), () -> fresh);

    @Test
    void a_fact_that_every_poll_shows_is_recorded_once() {
        facts.note(device, SHOWN);
        facts.note(device, SHOWN);
        assertThat(recorded).containsExactly(DeploymentStatus.ALREADY_INSTALLED);
    }

    @Test
    void a_device_that_reported_its_end_itself_shows_no_fact() {
        facts.settled(device, DEPLOYMENT);
        facts.note(device, SHOWN);
        assertThat(recorded).isEmpty();
    }

    @Test
    void a_blind_node_records_nothing_and_what_is_still_true_when_it_sees_again() {
        fresh = false;
        facts.note(device, SHOWN);
        assertThat(recorded).isEmpty();
        fresh = true;
        facts.note(device, SHOWN);
        assertThat(recorded).containsExactly(DeploymentStatus.ALREADY_INSTALLED);
    }
}
