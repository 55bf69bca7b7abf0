package io.holdfast.gateway.history;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Bytes that come in pieces as text: a character that a piece ends within is part of the next. What is no UTF-8 becomes U+FFFD. */
final class Utf8Pieces {
    /** Of the longest character all but its last byte. */
    private static final int REST_MAX = 3;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] rest = new byte[0];

    String add(byte[] piece) {
        ByteBuffer in =
                ByteBuffer.allocate(rest.length + piece.length).put(rest).put(piece);
        in.flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + REST_MAX);
        decoder.decode(in, out, false);
        rest = new byte[in.remaining()];
        in.get(rest);
        return out.flip().toString();
    }
}
