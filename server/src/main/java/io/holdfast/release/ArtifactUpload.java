package io.holdfast.release;

import io.holdfast.access.Caller;
import io.holdfast.platform.clock.Clock;
import io.holdfast.wire.artifact.ArtifactInfo;
import io.holdfast.wire.artifact.ArtifactLimits;
import io.holdfast.wire.artifact.ArtifactReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in an artifact in one pass: the bytes go to the blob store while every checksum in them is verified; only a whole and
 * sound artifact is made durable and put on record.
 */
public final class ArtifactUpload {
    private static final Logger log = LoggerFactory.getLogger(ArtifactUpload.class);

    /** Mender's documented bound of an artifact. */
    public static final long BYTES_MAX = 10L << 30;

    /** What one upload may need of the heap at the worst: the window of a payload that xz -9 compressed. */
    private static final long HEAP_BYTES_MAX = 66L << 20;

    /** More at once only share the same disk and connection. */
    private static final int AT_ONCE_MAX = 32;

    private static final int AT_ONCE_MIN = 2;

    /** A sender that waits is not read from, and its connection is closed after 75 s in which nothing moves. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);

    private final BlobStore blobs;
    private final Releases releases;
    private final Clock clock;
    private final StorageReservations reservations;
    private final Semaphore places;

    public ArtifactUpload(BlobStore blobs, Releases releases) {
        this(blobs, releases, Clock.system(), placesIn(Runtime.getRuntime().maxMemory()));
    }

    ArtifactUpload(BlobStore blobs, Releases releases, Clock clock, int atOnce) {
        this.blobs = blobs;
        this.releases = releases;
        this.clock = clock;
        this.reservations = releases.reservations(clock);
        this.places = new Semaphore(atOnce, true);
    }

    /** How many uploads fit into a quarter of the heap. */
    static int placesIn(long heapBytes) {
        return Math.clamp(heapBytes / 4 / HEAP_BYTES_MAX, AT_ONCE_MIN, AT_ONCE_MAX);
    }

    /** What an artifact comes in, such as a form: a sender who breaks off behind the artifact has not sent it. */
    @FunctionalInterface
    public interface Envelope {
        /** Reads on to the envelope's end; throws when it does not end well, and then nothing is kept. */
        void readToEnd() throws IOException;
    }

    /** What became of an upload. */
    public sealed interface Outcome {
        record Stored(ArtifactId id) implements Outcome {}

        record Taken(Releases.AddOutcome.Taken taken) implements Outcome {}

        record TooLarge(long limitBytes) implements Outcome {}

        record NoRoom() implements Outcome {}

        /** The tenant's storage limit does not admit it. */
        record OverLimit(StorageUsage usage) implements Outcome {}

        record TooManyCombinations(int limit) implements Outcome {}

        /** The sender sent next to nothing for too long. */
        record TooSlow() implements Outcome {}

        /** As many uploads as there is memory for are in progress. */
        record Busy() implements Outcome {}
    }

    /**
     * Reads and stores one artifact, which counts only when its envelope has ended well too.
     *
     * @throws io.holdfast.wire.artifact.ArtifactRefused when it is not a sound artifact; nothing is kept
     * @throws IOException when the sender went away or the disk failed; nothing is kept
     */
    public Outcome store(
            Caller caller,
            String requestId,
            Optional<ArtifactId> wanted,
            String description,
            InputStream content,
            Envelope envelope)
            throws IOException {
        if (!entered()) {
            return new Outcome.Busy();
        }
        try {
            return storeNow(caller, requestId, wanted, description, content, envelope);
        } finally {
            places.release();
        }
    }

    private boolean entered() throws IOException {
        try {
            return places.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before an upload began", stopping);
        }
    }

    private Outcome storeNow(
            Caller caller,
            String requestId,
            Optional<ArtifactId> wanted,
            String description,
            InputStream content,
            Envelope envelope)
            throws IOException {
        if (blobs.room() == 0) {
            return new Outcome.NoRoom();
        }
        try (BlobUpload upload = blobs.begin();
                StorageReservations.Reservation room = reservations.begin(caller.tenant())) {
            MessageDigest sha256 = sha256();
            InputStream paced = new UploadPace(content, clock);
            ArtifactInfo info =
                    ArtifactReader.read(new Copying(paced, upload, sha256, room), ArtifactLimits.standard());
            envelope.readToEnd();
            upload.commit();
            NewArtifact artifact = new NewArtifact(
                    wanted.orElseGet(ArtifactId::random),
                    info.name(),
                    description,
                    upload.key(),
                    upload.size(),
                    sha256.digest(),
                    info.signature(),
                    info.depends(),
                    ArtifactContents.json(info));
            return record(caller, requestId, artifact, room);
        } catch (UploadPace.TooSlow slow) {
            return new Outcome.TooSlow();
        } catch (StorageReservations.Full full) {
            return new Outcome.OverLimit(full.usage());
        } catch (LimitPassed passed) {
            return new Outcome.TooLarge(BYTES_MAX);
        } catch (BlobStore.NoRoom full) {
            log.atWarn().addKeyValue("tenant", caller.tenant()).log("an upload found no room on the disk");
            return new Outcome.NoRoom();
        }
    }

    private Outcome record(Caller caller, String requestId, NewArtifact artifact, StorageReservations.Reservation room)
            throws IOException {
        return switch (releases.add(caller, requestId, artifact, room.id())) {
            case Releases.AddOutcome.Added added -> {
                room.kept();
                log.atInfo()
                        .addKeyValue("tenant", caller.tenant())
                        .addKeyValue("artifact", artifact.id())
                        .log("artifact stored");
                yield new Outcome.Stored(added.id());
            }
            case Releases.AddOutcome.Taken taken -> {
                blobs.delete(artifact.blob());
                yield new Outcome.Taken(taken);
            }
            case Releases.AddOutcome.OverLimit over -> {
                blobs.delete(artifact.blob());
                yield new Outcome.OverLimit(over.usage());
            }
            case Releases.AddOutcome.TooManyCombinations many -> {
                blobs.delete(artifact.blob());
                yield new Outcome.TooManyCombinations(many.limit());
            }
        };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static final class LimitPassed extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Copies what is read, as much as an artifact may have. */
    private static final class Copying extends BulkStream {
        private final OutputStream copy;
        private final MessageDigest digest;
        private final StorageReservations.Reservation room;
        private long copied;

        Copying(InputStream in, OutputStream copy, MessageDigest digest, StorageReservations.Reservation room) {
            super(in);
            this.room = room;
            this.copy = copy;
            this.digest = digest;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            if (count > 0) {
                copied += count;
                if (copied > BYTES_MAX) {
                    throw new LimitPassed();
                }
                room.cover(copied);
                copy.write(bytes, offset, count);
                digest.update(bytes, offset, count);
            }
            return count;
        }
    }
}
