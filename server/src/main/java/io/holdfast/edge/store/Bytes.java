package io.holdfast.edge.store;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Ids and numbers as the local store keeps them: big-endian, fixed length. */
final class Bytes {
    static final int UUID_BYTES = 16;

    private Bytes() {}

    static byte[] of(UUID id) {
        return ByteBuffer.allocate(UUID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static byte[] of(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static byte[] of(Collection<UUID> ids) {
        ByteBuffer buffer = ByteBuffer.allocate(ids.size() * UUID_BYTES);
        ids.forEach(id -> buffer.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()));
        return buffer.array();
    }

    static UUID uuid(byte[] bytes) {
        return uuid(ByteBuffer.wrap(bytes));
    }

    static UUID uuid(ByteBuffer buffer) {
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    static Set<UUID> uuids(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Set<UUID> ids = new HashSet<>();
        while (buffer.hasRemaining()) {
            ids.add(uuid(buffer));
        }
        return ids;
    }
}
