package io.holdfast.release;

import java.io.IOException;
import java.io.OutputStream;

/** A blob being written. Not thread-safe. */
public abstract class BlobUpload extends OutputStream {

    /** The name it will have. */
    public abstract BlobKey key();

    /** Bytes written so far. */
    public abstract long size();

    /** Makes the blob durable, its directory entry included, and visible. Returns only when a power failure cannot undo it. */
    public abstract void commit() throws IOException;

    /** Drops everything unless it was committed. */
    @Override
    public abstract void close() throws IOException;
}
