package io.holdfast.fleet.drill.acknowledgement;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Where in PostgreSQL's log each transaction's commit ends, read from the log itself: the record's layout has been the same
 * since version 9.5.
 */
final class WalCommits {
    private static final int PAGE_BYTES = 8192;
    private static final int PAGE_HEADER = 24;
    private static final int SEGMENT_HEADER = 40;
    private static final int RECORD_HEADER = 24;
    private static final int ALIGNMENT = 8;

    private static final int RESOURCE_XLOG = 0;
    private static final int RESOURCE_TRANSACTION = 1;
    private static final int OPERATION = 0x70;
    private static final int COMMIT = 0x00;
    private static final int SWITCH = 0x40;

    private final Path folder;
    private final Map<Long, ByteBuffer> segments = new HashMap<>();
    private final Map<Long, Long> ends = new HashMap<>();
    private long at;
    private OptionalLong before = OptionalLong.empty();

    private WalCommits(Path folder, long from) {
        this.folder = folder;
        this.at = from;
    }

    /**
     * Reads on to the log's end.
     *
     * @param folder {@code pg_wal}
     * @param from where a record begins
     * @return by transaction id, the place behind its commit record
     */
    static Map<Long, Long> read(Path folder, long from) {
        WalCommits commits = new WalCommits(folder, from);
        while (commits.record()) {}
        return commits.ends;
    }

    private boolean record() {
        at = (at + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        long start = at % PAGE_BYTES == 0 ? at + pageHeader() : at;
        Optional<byte[]> head = bytes(RECORD_HEADER);
        if (head.isEmpty()) {
            return false;
        }
        ByteBuffer header = ByteBuffer.wrap(head.get()).order(ByteOrder.LITTLE_ENDIAN);
        int length = header.getInt(0);
        // behind the end may be what a reused segment held before: it does not point to the record read last
        boolean follows = before.isEmpty() || before.getAsLong() == header.getLong(8);
        before = OptionalLong.of(start);
        if (!follows || length < RECORD_HEADER || bytes(length - RECORD_HEADER).isEmpty()) {
            return false;
        }
        int operation = header.get(16) & OPERATION;
        int resource = header.get(17);
        if (resource == RESOURCE_TRANSACTION && operation == COMMIT) {
            ends.put(Integer.toUnsignedLong(header.getInt(4)), at);
        } else if (resource == RESOURCE_XLOG && operation == SWITCH) {
            at = (at - 1) / WalFlushes.SEGMENT_BYTES * WalFlushes.SEGMENT_BYTES + WalFlushes.SEGMENT_BYTES;
        }
        return true;
    }

    /** The next bytes of records, page headers left out; empty at the end of what there is. */
    private Optional<byte[]> bytes(int count) {
        byte[] bytes = new byte[count];
        int read = 0;
        while (read < count) {
            if (at % PAGE_BYTES == 0) {
                at += pageHeader();
            }
            long start = at / WalFlushes.SEGMENT_BYTES * WalFlushes.SEGMENT_BYTES;
            Optional<ByteBuffer> segment = segment(start);
            if (segment.isEmpty()) {
                return Optional.empty();
            }
            int part = (int) Math.min(count - read, PAGE_BYTES - at % PAGE_BYTES);
            segment.get().get((int) (at - start), bytes, read, part);
            read += part;
            at += part;
        }
        return Optional.of(bytes);
    }

    private int pageHeader() {
        return at % WalFlushes.SEGMENT_BYTES == 0 ? SEGMENT_HEADER : PAGE_HEADER;
    }

    private Optional<ByteBuffer> segment(long start) {
        if (!segments.containsKey(start)) {
            String name = "%08X%08X".formatted(start >>> 32, (start & 0xffffffffL) / WalFlushes.SEGMENT_BYTES);
            try (Stream<Path> files = Files.list(folder)) {
                Optional<Path> file = files.filter(
                                path -> path.getFileName().toString().matches("[0-9A-F]{8}" + name))
                        .findFirst();
                if (file.isEmpty()) {
                    return Optional.empty();
                }
                segments.put(start, ByteBuffer.wrap(Files.readAllBytes(file.get())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Optional.ofNullable(segments.get(start));
    }
}
