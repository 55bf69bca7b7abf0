package io.holdfast.release;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Keeps artifacts' bytes. What it says is stored survives a power failure. */
public interface BlobStore {

    /** A stored blob as a local file. */
    record StoredBlob(Path file, long size) {}

    /** The blob, if it is stored. Throws {@link IOException} when that cannot be told. */
    Optional<StoredBlob> find(BlobKey key) throws IOException;

    /** Begins a new blob. Nothing is visible until {@link BlobUpload#commit}; closing without it leaves nothing. */
    BlobUpload begin() throws IOException;

    /** Removes the blob; one that is not there is removed already. */
    void delete(BlobKey key) throws IOException;

    /** Every stored blob, in no order; what is being written is not among them. */
    List<BlobKey> keys() throws IOException;

    /** Bytes that may still be stored before the reserve for the server's own data is touched. */
    long room() throws IOException;
}
