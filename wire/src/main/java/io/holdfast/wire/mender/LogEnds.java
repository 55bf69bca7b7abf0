package io.holdfast.wire.mender;

import io.holdfast.wire.json.StorableText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** The beginning and the end of lines that may be too many, each at most half of the bound, and a mark for what is missing. */
final class LogEnds {
    private final int maxBytes;
    private final StringBuilder head = new StringBuilder();
    private final Deque<Line> tail = new ArrayDeque<>();
    private int headBytes;
    private int tailBytes;
    private long cutLines;
    private long cutBytes;

    private record Line(String text, int bytes) {}

    LogEnds(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    void append(String line) {
        String mended = shortened(StorableText.mend(line));
        int bytes = bytes(mended);
        if (tail.isEmpty() && cutBytes == 0 && headBytes + bytes <= maxBytes / 2) {
            head.append(mended);
            headBytes += bytes;
            return;
        }
        tail.addLast(new Line(mended, bytes));
        tailBytes += bytes;
        while (tailBytes > maxBytes / 2) {
            Line first = tail.removeFirst();
            tailBytes -= first.bytes;
            cutBytes += first.bytes;
            cutLines++;
        }
    }

    /** A line of its own length would push out all others: its middle goes. */
    private String shortened(String line) {
        int kept = maxBytes / 16;
        if (line.length() <= 4 * kept) {
            return line;
        }
        String start = line.substring(0, kept);
        String end = line.substring(line.length() - kept);
        int missing = bytes(line) - bytes(start) - bytes(end);
        cutBytes += missing;
        return StorableText.mend(start + " [" + missing + " bytes cut] " + end);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    boolean cut() {
        return cutBytes > 0;
    }

    String text() {
        StringBuilder text = new StringBuilder(head);
        if (cut()) {
            text.append(DeploymentLog.CUT_MARK)
                    .append(cutLines + " messages, " + cutBytes + " bytes; a log is kept up to " + maxBytes
                            + " bytes ---\n");
        }
        tail.forEach(line -> text.append(line.text));
        return text.toString();
    }
}
