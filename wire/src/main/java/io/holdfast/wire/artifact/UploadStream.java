package io.holdfast.wire.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;

/** The bytes as they come: counted, and with their own failures marked, so that a broken connection is not a broken file. */
final class UploadStream extends InputStream {

    /** The source failed, not the artifact. */
    static final class SourceFailed extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final IOException failure;

        SourceFailed(IOException failure) {
            super(failure);
            this.failure = failure;
        }

        IOException failure() {
            return failure;
        }
    }

    private final InputStream source;
    private final ReadBudget budget;

    UploadStream(InputStream source, ReadBudget budget) {
        this.source = source;
        this.budget = budget;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read;
        try {
            read = source.read(buffer, offset, length);
        } catch (IOException e) {
            throw new SourceFailed(e);
        }
        if (read > 0) {
            budget.file(read);
        }
        return read;
    }
}
