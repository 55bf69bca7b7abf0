package io.holdfast.wire.link;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.msgpack.value.ValueType;

/** A message as it lies on the wire: its header taken apart, its body not yet. */
record Envelope(LinkProtocol protocol, String type, String sessionId, Fields properties, byte[] body) {
    private static final byte[] NO_BODY = new byte[0];

    private record Header(LinkProtocol protocol, String type, String sessionId, Fields properties) {}

    /** Reads exactly one message. */
    static Envelope read(byte[] bytes, int max) {
        if (bytes.length > max) {
            throw new Unreadable(LinkFault.TOO_LONG);
        }
        try (Unpacking in = new Unpacking(bytes)) {
            Envelope envelope = read(in);
            if (!in.atEnd()) {
                throw new Unreadable(LinkFault.NOT_MSGPACK);
            }
            return envelope;
        }
    }

    private static Envelope read(Unpacking in) {
        require(in, ValueType.MAP);
        @Nullable Header header = null;
        byte[] body = NO_BODY;
        for (int left = in.mapSize(); left > 0; left--) {
            require(in, ValueType.STRING);
            switch (in.text()) {
                case "hdr" -> header = header(in);
                case "body" -> body = in.bytes();
                default -> in.skip();
            }
        }
        if (header == null) {
            throw new Unreadable(LinkFault.NO_HEADER);
        }
        return new Envelope(header.protocol(), header.type(), header.sessionId(), header.properties(), body);
    }

    private static Header header(Unpacking in) {
        require(in, ValueType.MAP);
        long number = -1;
        String type = "";
        String sessionId = "";
        Fields properties = Fields.NONE;
        for (int left = in.mapSize(); left > 0; left--) {
            require(in, ValueType.STRING);
            String key = in.text();
            if (in.next() == ValueType.NIL) {
                in.skip();
                continue;
            }
            switch (key) {
                case "proto" -> {
                    require(in, ValueType.INTEGER);
                    number = in.whole();
                }
                case "typ" -> type = text(in, LinkLimits.TYPE_CHARS_MAX);
                case "sid" -> sessionId = text(in, LinkLimits.ID_CHARS_MAX);
                case "props" -> {
                    require(in, ValueType.MAP);
                    properties = Fields.read(in);
                }
                default -> in.skip();
            }
        }
        LinkProtocol protocol = LinkProtocol.of(number).orElseThrow(() -> new Unreadable(LinkFault.UNKNOWN_PROTOCOL));
        return new Header(protocol, type, sessionId, properties);
    }

    private static String text(Unpacking in, int charsMax) {
        require(in, ValueType.STRING);
        String text = in.text();
        if (text.length() > charsMax) {
            throw new Unreadable(LinkFault.NO_HEADER);
        }
        return text;
    }

    private static void require(Unpacking in, ValueType type) {
        if (in.next() != type) {
            throw new Unreadable(LinkFault.NO_HEADER);
        }
    }

    /** The body's fields; for the messages whose body is a map of its own. */
    Fields fields() {
        try (Unpacking in = new Unpacking(body)) {
            if (in.next() != ValueType.MAP) {
                throw new Unreadable(LinkFault.FIELD);
            }
            Fields fields = Fields.read(in);
            if (!in.atEnd()) {
                throw new Unreadable(LinkFault.FIELD);
            }
            return fields;
        }
    }

    /** The body's bytes, at most one chunk of them. */
    Payload chunk() {
        if (body.length > LinkLimits.CHUNK_MAX) {
            throw new Unreadable(LinkFault.FIELD);
        }
        return Payload.of(body);
    }

    /** The body's bytes, however many a message holds. */
    Payload payload() {
        return Payload.of(body);
    }

    /** The body as words for a person. */
    String words() {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.length() <= LinkLimits.TEXT_CHARS_MAX ? text : text.substring(0, LinkLimits.TEXT_CHARS_MAX);
    }
}
