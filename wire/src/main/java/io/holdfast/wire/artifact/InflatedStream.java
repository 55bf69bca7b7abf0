package io.holdfast.wire.artifact;

import java.io.IOException;
import java.io.InputStream;

/** Decompressed bytes, counted against the budget and against a limit of their own. */
final class InflatedStream extends InputStream {
    private final InputStream in;
    private final ReadBudget budget;
    private final String part;
    private final long limit;
    private long bytes;

    InflatedStream(InputStream in, ReadBudget budget, String part, long limit) {
        this.in = in;
        this.budget = budget;
        this.part = part;
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read > 0) {
            bytes += read;
            budget.uncompressed(read);
            if (bytes > limit) {
                throw ArtifactRefused.tooLarge(part, limit);
            }
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
