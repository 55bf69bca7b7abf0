package io.holdfast.operator.control;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * What operators did on this node, a line of JSON each, appended and flushed before the deed is answered. A file of the node, because its
 * deeds are done while the database is dead, and are the node's and not a tenant's. Two files of {@link #BYTES_MAX}: the older one goes
 * when the newer one is full, after some 60,000 deeds.
 */
public final class DeedLog {
    static final long BYTES_MAX = 8L << 20;

    /** More than 200 lines of the longest. */
    private static final int TAIL_BYTES = 1 << 20;

    private static final byte[] NEW_LINE = {'\n'};

    private static final Logger log = LoggerFactory.getLogger(DeedLog.class);

    private final Path file;
    private final Path older;
    private final Clock clock;
    private final long bytesMax;
    private final Listener listener;

    /** Is told of each deed. */
    @FunctionalInterface
    public interface Listener {
        void done(String deed, String object, String why);
    }

    /** @param data the data directory */
    public DeedLog(Path data, Clock clock, Listener listener) {
        this(data, clock, listener, BYTES_MAX);
    }

    DeedLog(Path data, Clock clock, Listener listener, long bytesMax) {
        this.listener = listener;
        this.file = data.resolve("operator-audit.jsonl");
        this.older = data.resolve("operator-audit.1.jsonl");
        this.clock = clock;
        this.bytesMax = bytesMax;
    }

    /**
     * Writes a deed down.
     *
     * @param deed what, as {@code noun.verb}
     * @param object to what
     * @param by who says to have done it
     * @return whether it is on the disk; a deed is done all the same, because a full disk must not tie an operator's hands
     */
    public synchronized boolean write(String deed, String object, String by, String why) {
        listener.done(deed, object, why);
        byte[] line = (Json.text(Json.object()
                                .put("at", clock.now().toString())
                                .put("deed", deed)
                                .put("object", object)
                                .put("by", by)
                                .put("why", why))
                        + "\n")
                .getBytes(StandardCharsets.UTF_8);
        try {
            if (Files.exists(file) && Files.size(file) + line.length > bytesMax) {
                Files.move(file, older, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                append(channel, line);
            }
            return true;
        } catch (IOException refused) {
            log.atError()
                    .addKeyValue("deed", deed)
                    .addKeyValue("object", object)
                    .addKeyValue("why", refused.getMessage())
                    .log("the disk refused the record of an operator's deed");
            return false;
        }
    }

    /** The whole line or nothing of it: half of one would be read as part of the next. */
    private static void append(FileChannel channel, byte[] line) throws IOException {
        long before = channel.size();
        try {
            channel.position(before);
            // A power failure tears the last line: ended here it spoils no other.
            ByteBuffer bytes = ByteBuffer.allocate(line.length + 1);
            bytes.put(endsALine(channel, before) ? new byte[0] : NEW_LINE)
                    .put(line)
                    .flip();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        } catch (IOException refused) {
            try {
                channel.truncate(before);
            } catch (IOException again) {
                refused.addSuppressed(again);
            }
            throw refused;
        }
    }

    private static boolean endsALine(FileChannel channel, long size) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return size == 0 || channel.read(last, size - 1) == 1 && last.get(0) == NEW_LINE[0];
    }

    /** The latest lines, the newest first. A line that a power failure tore is passed over. Holds up nobody who writes. */
    public List<String> latest(int max) {
        List<String> lines = new ArrayList<>();
        List<FileChannel> opened = open();
        try {
            for (FileChannel each : opened) {
                lines.addAll(tail(each));
            }
        } catch (IOException unreadable) {
            log.atWarn().addKeyValue("why", unreadable.getMessage()).log("operators' deeds cannot be read");
        } finally {
            opened.forEach(DeedLog::close);
        }
        Collections.reverse(lines);
        return lines.stream().filter(DeedLog::whole).limit(max).toList();
    }

    /** Both files as they are now, the older first; what is renamed later is still read as what it was. */
    private synchronized List<FileChannel> open() {
        List<FileChannel> opened = new ArrayList<>();
        for (Path each : List.of(older, file)) {
            try {
                if (Files.exists(each)) {
                    opened.add(FileChannel.open(each, StandardOpenOption.READ));
                }
            } catch (IOException unreadable) {
                log.atWarn().addKeyValue("why", unreadable.getMessage()).log("operators' deeds cannot be read");
            }
        }
        return opened;
    }

    private static List<String> tail(FileChannel channel) throws IOException {
        long from = Math.max(0, channel.size() - TAIL_BYTES);
        ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - from));
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            // Until it is full, or the file ends sooner than it did.
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private static boolean whole(String line) {
        try {
            return Json.tree(line).isObject();
        } catch (JacksonException torn) {
            return false;
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException unimportant) {
            log.debug("a file that was read did not close", unimportant);
        }
    }
}
