package io.holdfast.wire.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A tar archive of regular files, read strictly from front to back: links, devices and folders are refused, the end must be
 * marked, and nothing but zeros may follow it. Not for general archives.
 */
final class TarReader {
    // GNU tar fills up to 20 blocks; more zeros than this are somebody's bomb.
    private static final int MAX_PADDING = 1024 * 1024;

    // The end of the year 9999; PostgreSQL and JSON dates go no further.
    private static final long MAX_SECONDS = 253_402_300_799L;

    private final InputStream in;
    private final ReadBudget budget;
    private final byte[] block = new byte[TarHeader.BLOCK];
    private long left;
    private int padding;
    private String firstName;

    TarReader(InputStream in, ReadBudget budget) {
        this(in, budget, "");
    }

    /** @param firstName what the first file must be called, so that junk too short for a header is not taken for a cut archive */
    TarReader(InputStream in, ReadBudget budget, String firstName) {
        this.in = in;
        this.budget = budget;
        this.firstName = firstName;
    }

    /** The next file, what was left of the one before passed over; empty at the end, which has then been checked. */
    Optional<TarEntry> next() throws IOException {
        passOver();
        readBlock();
        if (TarHeader.zero(block)) {
            requireEnd();
            return Optional.empty();
        }
        budget.entry();
        TarHeader header = TarHeader.parse(block);
        Map<String, String> extended = Map.of();
        if (header.kind() == TarHeader.Kind.EXTENDED) {
            extended = readExtended(header.size());
            readBlock();
            header = TarHeader.parse(block);
        }
        return Optional.of(open(header, extended));
    }

    /** Reads from the current file; -1 at its end. */
    int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw ArtifactRefused.truncated();
        }
        left -= read;
        return read;
    }

    /** The whole current file, which may have at most {@code limitBytes}. */
    byte[] readAll(TarEntry entry, long limitBytes) throws IOException {
        if (entry.size() > limitBytes) {
            throw ArtifactRefused.tooLarge("\"" + entry.name() + "\"", limitBytes);
        }
        byte[] content = new byte[(int) entry.size()];
        for (int at = 0; at < content.length; ) {
            at += read(content, at, content.length - at);
        }
        return content;
    }

    /** The current file as a stream; closing it does nothing. */
    InputStream stream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return TarReader.this.read(buffer, offset, length);
            }
        };
    }

    private TarEntry open(TarHeader header, Map<String, String> extended) {
        if (header.kind() != TarHeader.Kind.FILE || extended.keySet().stream().anyMatch(k -> k.startsWith("GNU."))) {
            throw new ArtifactRefused(
                    "artifact.entry-not-a-file", "an entry is a link, a device, a folder or another special file");
        }
        long size = extended.containsKey("size") ? number(extended.get("size")) : header.size();
        if (size < 0 || header.modifiedSeconds() > MAX_SECONDS) {
            throw ArtifactRefused.notAnArtifact();
        }
        left = size;
        padding = (int) (-size & (TarHeader.BLOCK - 1));
        String name = EntryPath.require(extended.getOrDefault("path", header.name()));
        return new TarEntry(name, size, Instant.ofEpochSecond(header.modifiedSeconds()));
    }

    private Map<String, String> readExtended(long size) throws IOException {
        if (size > PaxRecords.MAX_BYTES) {
            throw ArtifactRefused.tooLarge("an extended header", PaxRecords.MAX_BYTES);
        }
        byte[] records = in.readNBytes((int) size);
        padding = (int) (-size & (TarHeader.BLOCK - 1));
        if (records.length < size) {
            throw ArtifactRefused.truncated();
        }
        passOver();
        return PaxRecords.parse(records);
    }

    private void passOver() throws IOException {
        byte[] waste = left == 0 ? block : new byte[16 * 1024];
        for (int read = 0; read >= 0; ) {
            read = read(waste, 0, waste.length);
        }
        if (in.readNBytes(waste, 0, padding) < padding) {
            throw ArtifactRefused.truncated();
        }
        padding = 0;
    }

    private void readBlock() throws IOException {
        int read = in.readNBytes(block, 0, block.length);
        if (read < block.length) {
            int named = Math.min(read, firstName.length());
            boolean begins = firstName.startsWith(new String(block, 0, named, StandardCharsets.US_ASCII));
            throw begins ? ArtifactRefused.truncated() : ArtifactRefused.notAnArtifact();
        }
        firstName = "";
    }

    private void requireEnd() throws IOException {
        int zeros = 0;
        byte[] rest = new byte[16 * 1024];
        for (int read = in.read(rest); read >= 0; read = in.read(rest)) {
            zeros += read;
            for (int i = 0; i < read; i++) {
                if (rest[i] != 0 || zeros > MAX_PADDING) {
                    throw new ArtifactRefused(
                            "artifact.trailing-data", "there is more data after the end of the archive");
                }
            }
        }
        if (zeros < TarHeader.BLOCK) {
            throw ArtifactRefused.truncated();
        }
    }

    private static long number(String decimal) {
        try {
            return Long.parseLong(decimal);
        } catch (NumberFormatException notANumber) {
            throw ArtifactRefused.notAnArtifact();
        }
    }
}
