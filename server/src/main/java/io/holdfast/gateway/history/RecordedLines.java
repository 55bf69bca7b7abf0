package io.holdfast.gateway.history;

import io.holdfast.platform.json.Json;
import io.holdfast.release.BlobStore;
import io.holdfast.release.BlobUpload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * The lines of a recording on their way to the disk, always whole ones. What comes when the recording is too long, or the disk almost full,
 * is left out; what was written before stays.
 */
final class RecordedLines {
    /** Two hours of a busy terminal; a flood fills it in a minute. */
    static final long BYTES_MAX = 64L << 20;

    /** Written at once: a keystroke's echo is no write of its own. */
    private static final int AT_ONCE = 8 << 10;

    private final BlobUpload upload;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private boolean whole = true;
    private boolean full;

    RecordedLines(BlobUpload upload) {
        this.upload = upload;
    }

    /** Whether nothing was left out. */
    boolean whole() {
        return whole;
    }

    /** Adds a line with this JSON value. */
    void add(Object value) throws IOException {
        if (full || upload.size() > BYTES_MAX) {
            whole = false;
            return;
        }
        waiting.writeBytes(Json.bytes(value));
        waiting.write('\n');
        if (waiting.size() >= AT_ONCE) {
            flush();
        }
    }

    /** Writes what waits. */
    void flush() throws IOException {
        try {
            upload.write(waiting.toByteArray());
        } catch (BlobStore.NoRoom reserveReached) {
            whole = false;
            full = true;
        }
        waiting.reset();
    }
}
