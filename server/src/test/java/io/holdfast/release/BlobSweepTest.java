package io.holdfast.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.Caller;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.testing.SmallFleet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobSweepTest {
    private final SmallFleet fleet = SmallFleet.fresh();
    private final ManualClock clock = new ManualClock();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void a_blob_that_no_artifact_names_goes_after_an_hour_and_not_before() throws IOException {
        BlobSweep sweep = sweep();
        BlobKey orphan = blob();

        assertThat(sweep.sweep()).isZero();
        clock.advance(Duration.ofMinutes(59));
        assertThat(sweep.sweep()).isZero();
        assertThat(store().find(orphan)).isPresent();
        clock.advance(Duration.ofMinutes(1));
        assertThat(sweep.sweep()).isEqualTo(1);
        assertThat(store().keys()).isEmpty();
    }

    @Test
    void a_blob_with_an_artifact_stays_whosever_it_is() throws IOException {
        BlobSweep sweep = sweep();
        BlobKey mine = recorded(fleet.caller());
        BlobKey theirs = recorded(fleet.stranger());

        sweep.sweep();
        clock.advance(Duration.ofDays(2));

        assertThat(sweep.sweep()).isZero();
        assertThat(store().keys()).containsExactlyInAnyOrder(mine, theirs);
    }

    @Test
    void a_blob_that_gets_its_artifact_late_counts_from_the_beginning_when_it_loses_it() throws IOException {
        BlobSweep sweep = sweep();
        BlobKey blob = blob();
        sweep.sweep();
        clock.advance(Duration.ofMinutes(59));
        NewArtifact artifact = recorded(fleet.caller(), blob);
        sweep.sweep();

        new Releases(fleet.transactions()).remove(fleet.caller(), "request", artifact.id());
        clock.advance(Duration.ofMinutes(30));

        assertThat(sweep.sweep()).isZero();
        clock.advance(Duration.ofHours(1));
        assertThat(sweep.sweep()).isEqualTo(1);
    }

    @Test
    void a_wall_clock_that_is_set_removes_nothing() throws IOException {
        BlobSweep sweep = sweep();
        blob();
        sweep.sweep();

        clock.jumpWall(Duration.ofDays(365));

        assertThat(sweep.sweep()).isZero();
    }

    private BlobStore store() throws IOException {
        return DiskBlobStore.open(directory);
    }

    private BlobSweep sweep() throws IOException {
        return new BlobSweep(store(), fleet.transactions(), clock);
    }

    private BlobKey blob() throws IOException {
        try (BlobUpload upload = store().begin()) {
            upload.write(1);
            upload.commit();
            return upload.key();
        }
    }

    private BlobKey recorded(Caller caller) throws IOException {
        return recorded(caller, blob()).blob();
    }

    private NewArtifact recorded(Caller caller, BlobKey blob) {
        NewArtifact artifact = new NewArtifact(
                ArtifactId.random(),
                "rel",
                "",
                blob,
                1,
                new byte[32],
                Optional.empty(),
                NewArtifact.forTypes("X"),
                "{}");
        assertThat(new Releases(fleet.transactions()).add(caller, "request", artifact))
                .isEqualTo(new Releases.AddOutcome.Added(artifact.id()));
        return artifact;
    }
}
