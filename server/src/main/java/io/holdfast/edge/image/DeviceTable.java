package io.holdfast.edge.image;

import java.util.Arrays;
import java.util.BitSet;
import java.util.UUID;

/** All device records and the two ways to find one: by tenant and id, by tenant and identity. One writer, readers without locks. */
final class DeviceTable {
    private static final int POSITION_MASK = RecordChunk.RECORDS - 1;

    // Drawn at each start, so that nobody can prepare identities that fall on one chain.
    private final long salt;
    private final SlotTable byId = new SlotTable();
    private final SlotTable byIdentity = new SlotTable();
    private volatile RecordChunk[] chunks = new RecordChunk[0];
    private volatile int size;

    DeviceTable(long salt) {
        this.salt = salt;
    }

    int size() {
        return size;
    }

    int find(int tenantIndex, UUID id) {
        long high = id.getMostSignificantBits();
        long low = id.getLeastSignificantBits();
        return byId.find(hash(tenantIndex, high, low), index -> isDevice(index, tenantIndex, high, low));
    }

    private boolean isDevice(int index, int tenantIndex, long high, long low) {
        RecordChunk chunk = chunk(index);
        int position = index & POSITION_MASK;
        return chunk.isDevice(position, high, low) && chunk.tenantIndex(position) == tenantIndex;
    }

    int find(int tenantIndex, HashPrefix identity) {
        return byIdentity.find(hash(tenantIndex, identity.high(), identity.low()), index -> {
            DeviceRecord content = read(index).content();
            return content.tenantIndex() == tenantIndex && content.identity().equals(identity);
        });
    }

    RecordChunk.Reading read(int index) {
        return chunk(index).read(index & POSITION_MASK);
    }

    void contacted(int index, int second) {
        chunk(index).contacted(index & POSITION_MASK, second);
    }

    int cohort(int index) {
        return chunk(index).cohort(index & POSITION_MASK);
    }

    void cohort(int index, int cohort) {
        chunk(index).cohort(index & POSITION_MASK, cohort);
    }

    /** Visits each accepted device's index and cohort. */
    void eachAccepted(RecordChunk.DeviceVisitor visitor) {
        int records = size;
        for (int first = 0; first < records; first += RecordChunk.RECORDS) {
            int base = first;
            chunk(first)
                    .eachAccepted(
                            Math.min(RecordChunk.RECORDS, records - first),
                            (position, cohort) -> visitor.visit(base + position, cohort));
        }
    }

    BitSet cohortsInUse() {
        BitSet used = new BitSet();
        int records = size;
        for (int first = 0; first < records; first += RecordChunk.RECORDS) {
            chunk(first).cohortsInUse(Math.min(RecordChunk.RECORDS, records - first), used);
        }
        return used;
    }

    int contacted(int index) {
        return chunk(index).contacted(index & POSITION_MASK);
    }

    // From here on by the writer only.

    /** Appends a record and gives its index. The caller has made sure that there is room. */
    int append(DeviceRecord content, int second) {
        int index = size;
        ensureChunk(index);
        chunk(index).write(index & POSITION_MASK, content, second);
        cohort(index, content.cohort());
        size = index + 1;
        byId.add(hash(content.tenantIndex(), content.idHigh(), content.idLow()), index, this::hashOfId);
        if (content.hasIdentity()) {
            byIdentity.add(hashOf(content), index, this::hashOfIdentity);
        }
        return index;
    }

    /** Replaces the content of a record, not its tenant and id. */
    void replace(int index, DeviceRecord content, int second) {
        DeviceRecord before = read(index).content();
        chunk(index).write(index & POSITION_MASK, content, second);
        if (before.cohort() != content.cohort()) {
            cohort(index, content.cohort()); // newer than what a poll said
        }
        if (!before.identity().equals(content.identity())) {
            if (before.hasIdentity()) {
                byIdentity.remove(hashOf(before), index);
            }
            if (content.hasIdentity()) {
                byIdentity.add(hashOf(content), index, this::hashOfIdentity);
            }
        }
    }

    void mayHaveUpdate(int index, boolean may) {
        chunk(index).mayHaveUpdate(index & POSITION_MASK, may);
    }

    /** Copies the records of one chunk out as they are stored; the count of records. */
    int copyChunk(int chunk, int records, long[] target) {
        int count = Math.min(RecordChunk.RECORDS, records - (chunk << RecordChunk.BITS));
        chunks[chunk].copyTo(target, count);
        return count;
    }

    /** Takes records that {@link #copyChunk} gave, chunk by chunk from the first; then {@link #index} makes them findable. */
    void fillChunk(int chunk, long[] source, int records) {
        int first = chunk << RecordChunk.BITS;
        ensureChunk(first);
        chunks[chunk].fill(source, records);
        size = first + records;
    }

    /** Makes filled records findable. */
    void index() {
        byId.reserve(size, this::hashOfId);
        byIdentity.reserve(size, this::hashOfIdentity);
        for (int index = 0; index < size; index++) {
            byId.add(hashOfId(index), index, this::hashOfId);
            if (hasIdentity(index)) {
                byIdentity.add(hashOfIdentity(index), index, this::hashOfIdentity);
            }
        }
    }

    long bytes() {
        return (long) chunks.length * RecordChunk.RECORDS * RecordChunk.BYTES_PER_RECORD
                + byId.bytes()
                + byIdentity.bytes();
    }

    private RecordChunk chunk(int index) {
        return chunks[index >>> RecordChunk.BITS];
    }

    private void ensureChunk(int index) {
        int chunk = index >>> RecordChunk.BITS;
        if (chunk == chunks.length) {
            RecordChunk[] more = Arrays.copyOf(chunks, chunk + 1);
            more[chunk] = new RecordChunk();
            chunks = more;
        }
    }

    private boolean hasIdentity(int index) {
        RecordChunk chunk = chunk(index);
        int position = index & POSITION_MASK;
        return chunk.identityHigh(position) != HashPrefix.NONE.high()
                || chunk.identityLow(position) != HashPrefix.NONE.low();
    }

    private long hashOfId(int index) {
        RecordChunk chunk = chunk(index);
        int position = index & POSITION_MASK;
        return hash(chunk.tenantIndex(position), chunk.idHigh(position), chunk.idLow(position));
    }

    private long hashOfIdentity(int index) {
        RecordChunk chunk = chunk(index);
        int position = index & POSITION_MASK;
        return hash(chunk.tenantIndex(position), chunk.identityHigh(position), chunk.identityLow(position));
    }

    private long hashOf(DeviceRecord content) {
        return hash(
                content.tenantIndex(),
                content.identity().high(),
                content.identity().low());
    }

    private long hash(int tenantIndex, long high, long low) {
        return Mix.mix(Mix.mix(high ^ salt) ^ Mix.mix(low + tenantIndex));
    }
}
