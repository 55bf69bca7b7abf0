package io.holdfast.release;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Keeps artifacts' bytes. What it says is stored survives a power failure. */
public interface BlobStore {

    /** A stored blob as a local file. */
    record StoredBlob(Path file, long size) {}

    /** There is no room for it beside the reserve for the server's own data, or none on the disk at all. */
    final class NoRoom extends IOException {
        private static final long serialVersionUID = 1;

        NoRoom() {
            super("no room for a blob");
        }

        NoRoom(IOException said) {
            super("no room for a blob", said);
        }
    }

    /** The blob, if it is stored. Throws {@link IOException} when that cannot be told. */
    Optional<StoredBlob> find(BlobKey key) throws IOException;

    /**
     * Begins a new blob. Nothing is visible until {@link BlobUpload#commit}; closing without it leaves nothing. Room is claimed as
     * it is written: uploads at once do not get the same.
     *
     * @throws NoRoom here, by {@link BlobUpload#write} or by {@link BlobUpload#commit}
     */
    BlobUpload begin() throws IOException;

    /** Removes the blob; one that is not there is removed already. */
    void delete(BlobKey key) throws IOException;

    /** Every stored blob, in no order; what is being written is not among them. */
    List<BlobKey> keys() throws IOException;

    /** Bytes that may still be stored by whoever comes now before the reserve for the server's own data is touched. */
    long room() throws IOException;
}
