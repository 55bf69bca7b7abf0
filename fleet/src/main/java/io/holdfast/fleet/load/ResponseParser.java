package io.holdfast.fleet.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads HTTP/1.1 responses from a byte stream, one after the other, without an object per response. Knows exactly what
 * framing needs (status, Content-Length, chunks, the answers that have no body) and leaves everything else as bytes.
 * Not thread-safe: one parser belongs to one connection.
 */
public final class ResponseParser {
    /** Heads above this are a broken server; 16 KiB is what common clients accept. */
    public static final int MAX_HEAD_BYTES = 16 * 1024;

    private enum Part {
        HEAD,
        FIXED,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        UNTIL_CLOSE
    }

    /** Receives one response at a time; called on the connection's event loop. */
    public interface Sink {
        /** A part of the body; the buffer is only valid during the call and must be left as it is. */
        void body(ByteBuf in, int offset, int length);

        /** The response is complete; {@link #status()} and {@link #header} of the parser still tell about it. */
        void complete();
    }

    private final Sink sink;
    private byte[] head = new byte[512];
    private int headLength;
    private int status;
    private Part part = Part.HEAD;
    private long remaining;
    private int lineLength;

    public ResponseParser(Sink sink) {
        this.sink = sink;
    }

    /** The status of the response that is being read or was read last. */
    public int status() {
        return status;
    }

    /** The first header of that name (any case) in the response that is being read or was read last. */
    public Optional<String> header(String name) {
        String text = new String(head, 0, headLength, StandardCharsets.ISO_8859_1);
        String wanted = name.toLowerCase(Locale.ROOT) + ":";
        return text.lines()
                .skip(1)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted))
                .map(line -> line.substring(wanted.length()).strip())
                .findFirst();
    }

    /** Whether the server announced that it closes the connection after this response. */
    public boolean closesConnection() {
        return header("connection").filter("close"::equalsIgnoreCase).isPresent();
    }

    /** Takes all readable bytes of {@code in}. */
    public void feed(ByteBuf in) {
        while (in.isReadable()) {
            switch (part) {
                case HEAD -> readHead(in);
                case FIXED, CHUNK, UNTIL_CLOSE -> readBody(in);
                case CHUNK_SIZE -> readChunkSize(in);
                case CHUNK_END -> skipLine(in, Part.CHUNK_SIZE);
                case TRAILER -> readTrailer(in);
            }
        }
    }

    /** The peer closed. Answers true when that legally ended a response (one without length). */
    public boolean closed() {
        if (part != Part.UNTIL_CLOSE) {
            return false;
        }
        finish();
        return true;
    }

    private void readHead(ByteBuf in) {
        int before = lineLength == 0 ? 0 : headLength;
        int taken = Math.min(in.readableBytes(), MAX_HEAD_BYTES - before);
        if (taken == 0) {
            throw new IllegalStateException("response head above " + MAX_HEAD_BYTES + " bytes");
        }
        if (head.length < before + taken) {
            head = Arrays.copyOf(head, Math.max(before + taken, head.length * 2));
        }
        in.getBytes(in.readerIndex(), head, before, taken);
        headLength = before + taken;
        lineLength = 1;
        int end = endOfHead(Math.max(0, before - 3));
        if (end < 0) {
            in.skipBytes(taken);
            return;
        }
        in.skipBytes(end - before);
        headLength = end;
        lineLength = 0;
        readFraming();
    }

    private int endOfHead(int from) {
        for (int i = from; i + 3 < headLength; i++) {
            if (head[i] == '\r' && head[i + 1] == '\n' && head[i + 2] == '\r' && head[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    private void readFraming() {
        status = (head[9] - '0') * 100 + (head[10] - '0') * 10 + (head[11] - '0');
        if (status == 204 || status == 304 || status < 200) {
            finish();
            return;
        }
        part = Part.UNTIL_CLOSE;
        for (int i = 12; i + 1 < headLength; i++) {
            if (head[i] == '\n') {
                readFramingHeader(i + 1);
            }
        }
        if (part == Part.FIXED && remaining == 0) {
            finish();
        }
    }

    private void readFramingHeader(int at) {
        if (startsWith(at, "content-length:")) {
            remaining = number(at + "content-length:".length());
            part = Part.FIXED;
        } else if (startsWith(at, "transfer-encoding:")) {
            part = Part.CHUNK_SIZE;
        }
    }

    private boolean startsWith(int at, String lowerCase) {
        if (at + lowerCase.length() > headLength || (head[at] | 0x20) != lowerCase.charAt(0)) {
            return false;
        }
        for (int i = 1; i < lowerCase.length(); i++) {
            int c = head[at + i];
            if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private long number(int at) {
        long value = 0;
        for (int i = at; head[i] != '\r'; i++) {
            if (head[i] != ' ') {
                value = value * 10 + (head[i] - '0');
            }
        }
        return value;
    }

    private void readBody(ByteBuf in) {
        int length = part == Part.UNTIL_CLOSE ? in.readableBytes() : (int) Math.min(in.readableBytes(), remaining);
        int offset = in.readerIndex();
        in.skipBytes(length);
        sink.body(in, offset, length);
        remaining -= length;
        if (remaining == 0 && part == Part.FIXED) {
            finish();
        } else if (remaining == 0 && part == Part.CHUNK) {
            part = Part.CHUNK_END;
        }
    }

    private void readChunkSize(ByteBuf in) {
        byte b = in.readByte();
        int digit = Character.digit(b, 16);
        if (digit >= 0 && lineLength >= 0) {
            remaining = (lineLength == 0 ? 0 : remaining) * 16 + digit;
            lineLength++;
        } else if (b == '\n') {
            lineLength = 0;
            part = remaining == 0 ? Part.TRAILER : Part.CHUNK;
        } else {
            lineLength = -1;
        }
    }

    private void skipLine(ByteBuf in, Part next) {
        if (in.readByte() == '\n') {
            part = next;
        }
    }

    private void readTrailer(ByteBuf in) {
        byte b = in.readByte();
        if (b == '\n' && lineLength == 0) {
            finish();
        } else if (b == '\n') {
            lineLength = 0;
        } else if (b != '\r') {
            lineLength++;
        }
    }

    private void finish() {
        lineLength = 0;
        remaining = 0;
        boolean interim = status < 200;
        part = Part.HEAD;
        if (!interim) {
            sink.complete();
        }
    }
}
