package io.holdfast.gateway.history;

import io.holdfast.platform.clock.Clock;
import io.holdfast.release.BlobStore;
import io.holdfast.wire.link.TerminalSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Optional;

/** What terminals showed, in this node's own store. */
public final class Recordings {
    private final BlobStore blobs;
    private final Clock clock;

    public Recordings(BlobStore blobs, Clock clock) {
        this.blobs = blobs;
        this.clock = clock;
    }

    /** Begins to record a terminal. */
    public TerminalRecording begin(TerminalSize size) {
        return TerminalRecording.begin(blobs, clock, size);
    }

    /** The recording's bytes; nothing where this node does not have it. */
    public Optional<InputStream> open(Recorded recorded) throws IOException {
        Optional<BlobStore.StoredBlob> blob = blobs.find(recorded.blob());
        return blob.isPresent() ? Optional.of(Files.newInputStream(blob.get().file())) : Optional.empty();
    }
}
