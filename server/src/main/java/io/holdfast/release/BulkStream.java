package io.holdfast.release;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that sees every byte that passes: all reading and skipping goes through {@link #read(byte[], int, int)}. */
abstract class BulkStream extends FilterInputStream {
    private static final int SKIPPED_AT_ONCE = 8 * 1024;

    BulkStream(InputStream in) {
        super(in);
    }

    @Override
    public abstract int read(byte[] bytes, int offset, int length) throws IOException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final long skip(long count) throws IOException {
        byte[] skipped = new byte[(int) Math.clamp(count, 0, SKIPPED_AT_ONCE)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    /** What was seen is not seen again. */
    @Override
    public final boolean markSupported() {
        return false;
    }
}
