package io.holdfast.wire.artifact;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The records of a POSIX extended header, which Go's writer uses for long names, large files and letters beyond ASCII. */
final class PaxRecords {
    static final int MAX_BYTES = 64 * 1024;

    private PaxRecords() {}

    /** Reads records {@code "length key=value\n"}, where the length counts the whole record. */
    static Map<String, String> parse(byte[] bytes) {
        Map<String, String> records = new HashMap<>();
        int at = 0;
        while (at < bytes.length) {
            int space = at;
            int length = 0;
            while (space < bytes.length && space - at < 6 && bytes[space] >= '0' && bytes[space] <= '9') {
                length = length * 10 + (bytes[space++] - '0');
            }
            int end = at + length;
            if (space >= bytes.length || bytes[space] != ' ' || end > bytes.length || end <= space + 1) {
                throw ArtifactRefused.notAnArtifact();
            }
            String record = new String(bytes, space + 1, end - space - 2, StandardCharsets.UTF_8);
            int equals = record.indexOf('=');
            if (equals < 1 || bytes[end - 1] != '\n') {
                throw ArtifactRefused.notAnArtifact();
            }
            records.put(record.substring(0, equals), record.substring(equals + 1));
            at = end;
        }
        return records;
    }
}
