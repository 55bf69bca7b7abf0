package io.holdfast.wire.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/** MessagePack values one after the other, with every length held against what is left before anything is allocated for it. */
final class Unpacking implements AutoCloseable {
    private final MessageUnpacker unpacker;
    private final int length;

    Unpacking(byte[] bytes) {
        this.unpacker = MessagePack.newDefaultUnpacker(bytes);
        this.length = bytes.length;
    }

    /** Does one thing with the library's reader; what it throws becomes a refusal. */
    @FunctionalInterface
    private interface Step<T> {
        T run(MessageUnpacker unpacker) throws IOException;
    }

    private <T> T step(Step<T> step) {
        try {
            return step.run(unpacker);
        } catch (MessagePackException | DateTimeException malformed) {
            throw new Unreadable(LinkFault.NOT_MSGPACK);
        } catch (IOException impossible) {
            throw new UncheckedIOException("bytes in memory", impossible);
        }
    }

    /** What the next value is; a refusal at the end. */
    ValueType next() {
        return step(reader -> reader.getNextFormat().getValueType());
    }

    boolean atEnd() {
        return !step(MessageUnpacker::hasNext);
    }

    int mapSize() {
        return bounded(step(MessageUnpacker::unpackMapHeader));
    }

    int arraySize() {
        return bounded(step(MessageUnpacker::unpackArrayHeader));
    }

    private int bounded(int size) {
        if (size > LinkLimits.FIELDS_MAX) {
            throw new Unreadable(LinkFault.FIELD);
        }
        return size;
    }

    String text() {
        return new String(raw(step(MessageUnpacker::unpackRawStringHeader)), StandardCharsets.UTF_8);
    }

    /** Bytes, however they were sent: browsers' libraries send a body as text. */
    byte[] bytes() {
        return switch (next()) {
            case BINARY -> raw(step(MessageUnpacker::unpackBinaryHeader));
            case STRING -> raw(step(MessageUnpacker::unpackRawStringHeader));
            case NIL -> {
                skip();
                yield new byte[0];
            }
            case BOOLEAN, INTEGER, FLOAT, ARRAY, MAP, EXTENSION -> throw new Unreadable(LinkFault.NO_HEADER);
        };
    }

    private byte[] raw(int size) {
        if (size < 0 || size > length - unpacker.getTotalReadBytes()) {
            throw new Unreadable(LinkFault.NOT_MSGPACK);
        }
        return step(reader -> reader.readPayload(size));
    }

    /** A number of any width; a refusal beyond 64 signed bits. */
    long whole() {
        return step(MessageUnpacker::unpackLong);
    }

    boolean truth() {
        return step(MessageUnpacker::unpackBoolean);
    }

    Instant timestamp() {
        return step(MessageUnpacker::unpackTimestamp);
    }

    void skip() {
        step(reader -> {
            reader.skipValue();
            return true;
        });
    }

    @Override
    public void close() {
        step(reader -> {
            reader.close();
            return true;
        });
    }
}
