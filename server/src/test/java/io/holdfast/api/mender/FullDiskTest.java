package io.holdfast.api.mender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.api.Authenticator;
import io.holdfast.platform.clock.Clock;
import io.holdfast.release.ArtifactUpload;
import io.holdfast.release.BlobStore;
import io.holdfast.release.BlobUpload;
import io.holdfast.release.DiskBlobStore;
import io.holdfast.release.DownloadLinks;
import io.holdfast.release.HugeArtifact;
import io.holdfast.release.Releases;
import io.holdfast.release.StorageLimit;
import io.holdfast.release.StorageLimits;
import io.holdfast.testing.ArtifactForm;
import io.holdfast.testing.ControlHttp;
import io.holdfast.testing.Race;
import io.holdfast.testing.SmallDisk;
import io.holdfast.testing.SmallFleet;
import io.holdfast.testing.TinyArtifact;
import io.holdfast.wire.token.TokenKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uploads that fill a real disk, a small file system in memory, whose reserve is 2 of its 8 MiB. */
class FullDiskTest {
    private static final int MIB = 1 << 20;
    private static final long RESERVE = 2 * MIB;

    private Optional<SmallDisk> mounted = Optional.empty();
    private Optional<SmallFleet> fleet = Optional.empty();

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        mounted = SmallDisk.mounted(8);
        assumeTrue(mounted.isPresent(), "mounting a file system is not allowed here");
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        fleet.ifPresent(SmallFleet::close);
        if (mounted.isPresent()) {
            mounted.get().close();
        }
    }

    @Test
    void an_artifact_that_the_disk_has_no_room_for_is_507_leaves_nothing_and_a_smaller_one_is_stored()
            throws IOException {
        try (ControlHttp http = listening()) {
            ControlHttp.Answer refused =
                    ArtifactForm.upload(http, HugeArtifact.of(16 * MIB).readAllBytes());

            assertThat(refused.status()).as(refused.body()).isEqualTo(507);
            assertThat(refused.code()).isEqualTo("artifact.no-room");
            assertNothingKept();
            assertThat(ArtifactForm.upload(http, TinyArtifact.of("rel", "X")).status())
                    .isEqualTo(201);
        }
    }

    @Test
    void uploads_at_once_that_fit_alone_do_not_take_the_reserve_together() throws IOException {
        byte[] artifact = HugeArtifact.of(4 * MIB).readAllBytes();
        try (ControlHttp http = listening()) {
            List<Integer> statuses =
                    Race.run(3, i -> ArtifactForm.upload(http, artifact).status());

            assertThat(statuses).isSubsetOf(201, 507).contains(507);
            assertThat(statuses).filteredOn(status -> status == 201).hasSize(files().size());
            assertThat(usable()).isGreaterThanOrEqualTo(RESERVE);
        }
    }

    @Test
    void a_full_disk_refuses_before_it_reads_and_one_that_has_room_again_takes() throws IOException {
        try (ControlHttp http = listening()) {
            Path ballast = disk().fill();

            ControlHttp.Answer refused = ArtifactForm.upload(http, TinyArtifact.of("rel", "X"));

            assertThat(refused.code()).isEqualTo("artifact.no-room");
            Files.delete(ballast);
            assertNothingKept();
            assertThat(ArtifactForm.upload(http, TinyArtifact.of("rel", "X")).status())
                    .isEqualTo(201);
        }
    }

    @Test
    void two_uploads_in_turn_never_touch_the_reserve_and_give_all_back() throws IOException {
        DiskBlobStore store = DiskBlobStore.open(disk().path(), RESERVE);
        long before = store.room();
        byte[] piece = new byte[64 << 10];
        try (BlobUpload one = store.begin();
                BlobUpload other = store.begin()) {
            while (written(one, piece) | written(other, piece)) {
                assertThat(usable()).isGreaterThanOrEqualTo(RESERVE);
            }
            assertThat(one.size() + other.size())
                    .isGreaterThan(before - 2 * MIB)
                    .isLessThanOrEqualTo(before);
        }
        assertThat(files()).isEmpty();
        assertThat(store.room()).isEqualTo(before);
    }

    @Test
    void a_disk_that_others_fill_under_an_upload_is_no_room_in_the_midst_of_it() throws IOException {
        DiskBlobStore store = DiskBlobStore.open(disk().path(), RESERVE);
        try (BlobUpload upload = store.begin()) {
            upload.write(new byte[(int) MIB]);
            upload.write(new byte[1000]);
            Path ballast = disk().fill();

            // After the first MiB it was promised another, which is not there any more: this is the file system's own
            // refusal.
            assertThatThrownBy(() -> upload.write(new byte[64 << 10]))
                    .isInstanceOf(BlobStore.NoRoom.class)
                    .hasCauseInstanceOf(IOException.class);
            Files.delete(ballast);
        }
        assertThat(files()).isEmpty();
    }

    private static boolean written(BlobUpload upload, byte[] piece) throws IOException {
        try {
            upload.write(piece);
            return true;
        } catch (BlobStore.NoRoom full) {
            return false;
        }
    }

    private SmallDisk disk() {
        return mounted.orElseThrow();
    }

    private long usable() throws IOException {
        return Files.getFileStore(disk().path()).getUsableSpace();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(disk().path())) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private void assertNothingKept() throws IOException {
        assertThat(files()).isEmpty();
        assertThat(fleet.orElseThrow().database().number("select count(*) from artifact"))
                .isZero();
        assertThat(fleet.orElseThrow().database().number("select count(*) from storage_reservation"))
                .isZero();
    }

    private ControlHttp listening() throws IOException {
        SmallFleet people = SmallFleet.fresh();
        fleet = Optional.of(people);
        // Only a tenant with a limit has reservations that could be left behind.
        new StorageLimits(people.transactions()).set(people.tenant(), StorageLimit.atMost(1 << 30));
        DiskBlobStore blobs = DiskBlobStore.open(disk().path(), RESERVE);
        Releases releases = new Releases(people.transactions());
        TokenKey key = new TokenKey(1, new byte[32]);
        DownloadLinks links = new DownloadLinks(() -> key, id -> Optional.of(key), Clock.system());
        return new ControlHttp(
                new ReleaseRoutes(releases, new ArtifactUpload(blobs, releases), blobs, links).routes(),
                token -> new Authenticator.Outcome.SignedIn(people.caller()));
    }
}
