package io.holdfast.api.mender;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.api.Authenticator;
import io.holdfast.platform.clock.Clock;
import io.holdfast.release.ArtifactUpload;
import io.holdfast.release.DiskBlobStore;
import io.holdfast.release.DownloadLinks;
import io.holdfast.release.Releases;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.Deployments;
import io.holdfast.rollout.Deployments.CreateOutcome;
import io.holdfast.rollout.NewDeployment;
import io.holdfast.rollout.Targets;
import io.holdfast.testing.ArtifactForm;
import io.holdfast.testing.ControlHttp;
import io.holdfast.testing.SmallFleet;
import io.holdfast.testing.TinyArtifact;
import io.holdfast.wire.token.TokenKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told of whom his artifact is in the way of. */
class ArtifactConflictTest {
    private final SmallFleet fleet = SmallFleet.fresh();
    private final Deployments deployments = new Deployments(fleet.transactions());

    @TempDir
    private Path data;

    private Optional<ControlHttp> listening = Optional.empty();

    @BeforeEach
    void listen() throws IOException {
        DiskBlobStore blobs = DiskBlobStore.open(data);
        Releases releases = new Releases(fleet.transactions());
        TokenKey key = new TokenKey(1, new byte[32]);
        DownloadLinks links = new DownloadLinks(() -> key, id -> Optional.of(key), Clock.system());
        listening = Optional.of(new ControlHttp(
                new ReleaseRoutes(releases, new ArtifactUpload(blobs, releases), blobs, links).routes(),
                token -> new Authenticator.Outcome.SignedIn(fleet.caller())));
    }

    @AfterEach
    void close() {
        listening.ifPresent(ControlHttp::close);
        fleet.close();
    }

    @Test
    void the_409_of_a_release_and_type_that_are_taken_names_the_artifact_that_has_them() throws IOException {
        // Given
        String first = idOf(upload("rel", "X"));
        String second = idOf(upload("rel", "Y"));

        // When
        ControlHttp.Answer refused = upload("rel", "Y");

        // Then
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("artifact.taken");
        assertThat(refused.json().path("error").asString())
                .contains("artifact " + second, "release rel", "device type Y")
                .doesNotContain(first);
        assertThat(blobs()).isEqualTo(2);
    }

    @Test
    void the_409_of_an_artifact_in_use_names_the_deployments_that_use_it_and_nothing_is_gone() throws IOException {
        // Given
        String path = upload("rel", "X").header("Location");
        fleet.devices(1);
        DeploymentId one = deploy("to the north");
        DeploymentId other = deploy("to the south");

        // When
        ControlHttp.Answer refused = delete(path);

        // Then
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("artifact.in-use");
        assertThat(refused.json().path("error").asString())
                .contains("to the north (" + one + ")", "to the south (" + other + ")");
        assertThat(blobs()).isEqualTo(1);

        // When
        deployments.abort(fleet.caller(), "request", one);

        // Then
        assertThat(delete(path).json().path("error").asString())
                .contains("to the south")
                .doesNotContain("to the north");

        // When
        deployments.abort(fleet.caller(), "request", other);

        // Then
        assertThat(delete(path).status()).isEqualTo(204);
        assertThat(blobs()).isZero();
    }

    private DeploymentId deploy(String name) {
        CreateOutcome made = deployments
                .create(fleet.caller(), "request", new NewDeployment(name, "rel", new Targets.AllAccepted(), false))
                .value();
        return ((CreateOutcome.Created) made).id();
    }

    private ControlHttp.Answer upload(String name, String deviceType) {
        return ArtifactForm.upload(listening.orElseThrow(), TinyArtifact.of(name, deviceType));
    }

    private ControlHttp.Answer delete(String path) {
        return listening.orElseThrow().send("DELETE", path, "", "Authorization", "Bearer mine");
    }

    private static String idOf(ControlHttp.Answer made) {
        assertThat(made.status()).isEqualTo(201);
        return made.header("Location").substring(made.header("Location").lastIndexOf('/') + 1);
    }

    private long blobs() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
