package io.holdfast.wire.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/**
 * Writes a MessagePack map key by key. Agents are written in Go and decode a property to the type that its width says, so a width is
 * part of the protocol: an offset that is not eight bytes wide is refused.
 */
final class Packing {
    private static final byte UINT_16 = (byte) 0xCD;
    private static final byte UINT_32 = (byte) 0xCE;
    private static final byte INT_64 = (byte) 0xD3;

    private final MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();
    private int entries;

    /** Does one thing with the library's writer. */
    @FunctionalInterface
    private interface Step {
        void run(MessageBufferPacker packer) throws IOException;
    }

    private Packing step(Step step) {
        try {
            step.run(packer);
            return this;
        } catch (IOException impossible) {
            throw new UncheckedIOException("bytes in memory", impossible);
        }
    }

    private Packing entry(String key, Step value) {
        entries++;
        step(out -> text(out, key));
        return step(value);
    }

    Packing text(String key, String value) {
        return entry(key, out -> text(out, value));
    }

    /** Not the library's own: it throws at half a surrogate pair, which a cut text may end with. */
    private static void text(MessageBufferPacker out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.packRawStringHeader(utf8.length);
        out.writePayload(utf8);
    }

    /** Left out where it is empty, as Go's writers do. */
    Packing optionalText(String key, String value) {
        return value.isEmpty() ? this : text(key, value);
    }

    Packing truth(String key, boolean value) {
        return entry(key, out -> out.packBoolean(value));
    }

    /** As narrow as the number allows. */
    Packing number(String key, long value) {
        return entry(key, out -> out.packLong(value));
    }

    Packing unsigned16(String key, int value) {
        byte[] bytes =
                ByteBuffer.allocate(3).put(UINT_16).putShort((short) value).array();
        return entry(key, out -> out.writePayload(bytes));
    }

    Packing unsigned32(String key, OptionalLong value) {
        if (value.isEmpty()) {
            return this;
        }
        byte[] bytes = ByteBuffer.allocate(5)
                .put(UINT_32)
                .putInt((int) value.getAsLong())
                .array();
        return entry(key, out -> out.writePayload(bytes));
    }

    Packing signed64(String key, long value) {
        byte[] bytes = ByteBuffer.allocate(9).put(INT_64).putLong(value).array();
        return entry(key, out -> out.writePayload(bytes));
    }

    /** MessagePack's own extension, -1. */
    Packing time(String key, Optional<Instant> value) {
        return value.isEmpty() ? this : entry(key, out -> out.packTimestamp(value.get()));
    }

    Packing unsigned16s(String key, List<Integer> values) {
        return entry(key, out -> {
            out.packArrayHeader(values.size());
            for (int value : values) {
                out.writePayload(ByteBuffer.allocate(3)
                        .put(UINT_16)
                        .putShort((short) value)
                        .array());
            }
        });
    }

    Packing numbers(String key, List<Integer> values) {
        return entry(key, out -> {
            out.packArrayHeader(values.size());
            for (int value : values) {
                out.packInt(value);
            }
        });
    }

    Packing bytes(String key, byte[] value) {
        if (value.length == 0) {
            return this;
        }
        return entry(key, out -> {
            out.packBinaryHeader(value.length);
            out.writePayload(value);
        });
    }

    /** A map in the map; left out where it is empty. */
    Packing map(String key, Packing inner) {
        return inner.entries == 0 ? this : entry(key, out -> out.writePayload(inner.toBytes()));
    }

    /** The map with its header: there are never more than 15 entries, so that is one byte. */
    byte[] toBytes() {
        byte[] entriesOnly = packer.toByteArray();
        byte[] map = new byte[entriesOnly.length + 1];
        map[0] = (byte) (0x80 | entries);
        System.arraycopy(entriesOnly, 0, map, 1, entriesOnly.length);
        return map;
    }
}
