package io.holdfast.edge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.holdfast.edge.image.ImageArtifact;
import io.holdfast.edge.image.RolloutSamples;
import io.holdfast.edge.image.RolloutTerms;
import io.holdfast.release.ArtifactId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/** What a disk that lies makes of a stored rollout: it is read or refused, and then read anew, and nothing else. */
class StoredRolloutDamageTest {
    private static final ImageArtifact PLAIN =
            new ImageArtifact(ArtifactId.random(), "release 1", List.of("X", "Y"), "0".repeat(32), 4096);
    private static final RolloutTerms TERMS = RolloutSamples.choices(
                    "Ausgabe ä 日本",
                    List.of(Map.of(), Map.of("rootfs-image.version", List.of("a", "b"), "größe", List.of("7 ½"))))
            .terms();

    @Test
    void targets_are_read_as_they_were_written() {
        RoaringBitmap sparse = RoaringBitmap.bitmapOf(0, 1, 65_535, 65_536, Integer.MAX_VALUE);
        RoaringBitmap dense = RoaringBitmap.bitmapOfRange(0, 1_000_000);
        dense.runOptimize();
        for (RoaringBitmap targets : List.of(new RoaringBitmap(), sparse, dense)) {
            assertThat(StoredRollout.targets(StoredRollout.targets(targets))).isEqualTo(targets);
        }
    }

    @Test
    void bytes_that_the_disk_changed_are_read_or_refused_and_nothing_else_becomes_of_them() {
        byte[] terms = StoredRollout.terms(TERMS);
        byte[] targets = StoredRollout.targets(
                RoaringBitmap.bitmapOf(IntStream.range(0, 300).toArray()));
        int refused = 0;
        for (byte flipped : new byte[] {1, (byte) 0x80, (byte) 0xff}) {
            for (int at = 0; at < terms.length; at++) {
                byte[] damaged = damaged(terms, at, flipped);
                refused += readOrRefused(() -> StoredRollout.terms(damaged)) ? 0 : 1;
            }
            for (int at = 0; at < targets.length; at++) {
                byte[] damaged = damaged(targets, at, flipped);
                refused += readOrRefused(() -> StoredRollout.targets(damaged)) ? 0 : 1;
            }
        }
        assertThat(refused).isPositive();
    }

    private static byte[] damaged(byte[] whole, int at, byte flipped) {
        byte[] damaged = whole.clone();
        damaged[at] ^= flipped;
        return damaged;
    }

    private static boolean readOrRefused(ThrowingCallable reading) {
        try {
            reading.call();
            return true;
        } catch (Throwable refused) {
            assertThat(refused).isInstanceOf(IllegalArgumentException.class);
            return false;
        }
    }

    @Test
    void rollouts_of_the_first_form_are_still_read() {
        // One artifact for type X without dependencies, as the first version wrote it.
        byte[] first = new FirstForm(TERMS, PLAIN).bytes();

        assertThatCode(() -> StoredRollout.terms(first)).doesNotThrowAnyException();
        assertThat(StoredRollout.terms(first).byDeviceType()).isEqualTo(Map.of("X", List.of(PLAIN)));
    }

    /** The form before artifacts had dependencies and device types had choices. */
    private record FirstForm(RolloutTerms terms, ImageArtifact artifact) {
        byte[] bytes() {
            var out = new java.io.ByteArrayOutputStream();
            try (var data = new java.io.DataOutputStream(out)) {
                data.writeByte(1);
                data.write(Bytes.of(terms.tenant().value()));
                data.write(Bytes.of(terms.id().value()));
                data.writeUTF(terms.artifactName());
                data.writeBoolean(terms.force());
                data.writeLong(terms.createdAt().getEpochSecond());
                data.writeInt(terms.createdAt().getNano());
                data.writeInt(1);
                data.writeUTF("X");
                data.write(Bytes.of(artifact.id().value()));
                data.writeUTF(artifact.name());
                data.writeUTF(artifact.blobKey());
                data.writeLong(artifact.size());
                data.writeInt(artifact.deviceTypes().size());
                for (String type : artifact.deviceTypes()) {
                    data.writeUTF(type);
                }
            } catch (java.io.IOException impossible) {
                throw new AssertionError(impossible);
            }
            return out.toByteArray();
        }
    }
}
