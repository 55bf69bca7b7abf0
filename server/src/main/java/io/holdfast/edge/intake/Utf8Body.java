package io.holdfast.edge.intake;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The form of journal bodies: UUIDs as 16 bytes, numbers as 8, texts as a length of 4 bytes and UTF-8. */
final class Utf8Body {
    private Utf8Body() {}

    static final class Out {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Out uuid(UUID value) {
            bytes.writeBytes(ByteBuffer.allocate(16)
                    .putLong(value.getMostSignificantBits())
                    .putLong(value.getLeastSignificantBits())
                    .array());
            return this;
        }

        Out number(long value) {
            bytes.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
            return this;
        }

        Out text(String value) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(ByteBuffer.allocate(4).putInt(utf8.length).array());
            bytes.writeBytes(utf8);
            return this;
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }
    }

    /** Throws {@link IllegalArgumentException} where the bytes end too early. */
    static final class In {
        private final ByteBuffer buffer;

        In(byte[] body) {
            buffer = ByteBuffer.wrap(body);
        }

        UUID uuid() {
            require(16);
            return new UUID(buffer.getLong(), buffer.getLong());
        }

        long number() {
            require(8);
            return buffer.getLong();
        }

        String text() {
            require(4);
            int length = buffer.getInt();
            require(length);
            byte[] utf8 = new byte[length];
            buffer.get(utf8);
            return new String(utf8, StandardCharsets.UTF_8);
        }

        /** Whether anything follows. */
        boolean hasMore() {
            return buffer.hasRemaining();
        }

        private void require(int length) {
            if (length < 0 || buffer.remaining() < length) {
                throw new IllegalArgumentException("a journal entry ends too early");
            }
        }
    }
}
