package io.holdfast.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.identity.DeviceId;
import io.holdfast.rollout.DeploymentId;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeedOnPostgres15Test {

    @Test
    void the_oldest_supported_version_reads_loads_and_begins_an_era_alike() throws SQLException {
        Optional<TestCell> found = TestCell.onDebian15();
        assumeTrue(found.isPresent(), "Debian's PostgreSQL 15 is not installed");
        TestCell cell = found.orElseThrow();
        try (TestNode node = TestNode.empty(cell).catchUp()) {
            // Given
            DeviceId kept = cell.accept("kept");
            DeviceId revoked = cell.accept("revoked");
            DeploymentId deployment = cell.deploy(List.of(kept, revoked));
            node.catchUp();
            cell.finish(deployment, kept);
            long seq = cell.decommission(revoked);
            node.catchUp();
            assertThat(node.image().device(cell.tenant(), revoked))
                    .map(ImageDevice::standing)
                    .contains(ImageStanding.REVOKED);
            node.assertAudited();

            // When
            cell.execute("update feed_commit set nonce = gen_random_uuid() where seq = " + seq);
            node.catchUp();

            // Then
            assertThat(node.image().appliedSeq()).isGreaterThan(seq + 1_000_000);
            node.assertAudited();
        }
    }
}
