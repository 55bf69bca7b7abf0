package io.holdfast.release;

import io.holdfast.access.Caller;
import io.holdfast.wire.artifact.ArtifactInfo;
import io.holdfast.wire.artifact.ArtifactLimits;
import io.holdfast.wire.artifact.ArtifactReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
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

    private final BlobStore blobs;
    private final Releases releases;

    public ArtifactUpload(BlobStore blobs, Releases releases) {
        this.blobs = blobs;
        this.releases = releases;
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
        long limit = Math.min(BYTES_MAX, blobs.room());
        if (limit == 0) {
            return new Outcome.NoRoom();
        }
        try (BlobUpload upload = blobs.begin()) {
            MessageDigest sha256 = sha256();
            ArtifactInfo info;
            try {
                info = ArtifactReader.read(new Copying(content, upload, sha256, limit), ArtifactLimits.standard());
            } catch (LimitPassed passed) {
                return limit < BYTES_MAX ? new Outcome.NoRoom() : new Outcome.TooLarge(BYTES_MAX);
            }
            envelope.readToEnd();
            upload.commit();
            NewArtifact artifact = new NewArtifact(
                    wanted.orElseGet(ArtifactId::random),
                    info.name(),
                    description,
                    upload.key(),
                    upload.size(),
                    sha256.digest(),
                    info.signed(),
                    info.deviceTypes(),
                    ArtifactContents.json(info));
            return record(caller, requestId, artifact);
        }
    }

    private Outcome record(Caller caller, String requestId, NewArtifact artifact) throws IOException {
        return switch (releases.add(caller, requestId, artifact)) {
            case Releases.AddOutcome.Added added -> {
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

    /** Copies what is read, up to a limit. */
    private static final class Copying extends FilterInputStream {
        private final OutputStream copy;
        private final MessageDigest digest;
        private long left;

        Copying(InputStream in, OutputStream copy, MessageDigest digest, long limit) {
            super(in);
            this.copy = copy;
            this.digest = digest;
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            if (count > 0) {
                left -= count;
                if (left < 0) {
                    throw new LimitPassed();
                }
                copy.write(bytes, offset, count);
                digest.update(bytes, offset, count);
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            byte[] skipped = new byte[(int) Math.min(count, 8192)];
            return Math.max(0, read(skipped, 0, skipped.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
