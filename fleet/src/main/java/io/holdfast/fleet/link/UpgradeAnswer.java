package io.holdfast.fleet.link;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The head of the answer to a WebSocket upgrade. */
record UpgradeAnswer(String head) {
    /** Heads above this are a broken server. */
    static final int HEAD_BYTES_MAX = 8 * 1024;

    static final int SWITCHING = 101;

    private static final byte[] END = {'\r', '\n', '\r', '\n'};

    /**
     * Takes the head off the buffer when it is whole; otherwise the buffer is left as it is.
     *
     * @throws IllegalStateException when it is too long
     */
    static Optional<UpgradeAnswer> readFrom(ByteBuf in) {
        int length = endOfHead(in);
        if (length < 0) {
            if (in.readableBytes() > HEAD_BYTES_MAX) {
                throw new IllegalStateException("a head of more than " + HEAD_BYTES_MAX + " bytes");
            }
            return Optional.empty();
        }
        return Optional.of(new UpgradeAnswer(in.readCharSequence(length + END.length, StandardCharsets.ISO_8859_1)
                .toString()));
    }

    private static int endOfHead(ByteBuf in) {
        for (int at = in.readerIndex(); at <= in.writerIndex() - END.length; at++) {
            if (in.getByte(at) == END[0] && in.getInt(at) == 0x0D0A0D0A) {
                return at - in.readerIndex();
            }
        }
        return -1;
    }

    /** The status; 0 when it is no HTTP answer. */
    int status() {
        return head.matches("(?s)HTTP/1\\.[01] \\d{3}.*") ? Integer.parseInt(head.substring(9, 12)) : 0;
    }

    /** The first header of that name, in any case. */
    Optional<String> header(String name) {
        String wanted = name.toLowerCase(Locale.ROOT) + ":";
        return head.lines()
                .skip(1)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted))
                .map(line -> line.substring(wanted.length()).strip())
                .findFirst();
    }
}
