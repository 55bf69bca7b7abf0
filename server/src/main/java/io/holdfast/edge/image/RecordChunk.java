package io.holdfast.edge.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.BitSet;

/**
 * 4,096 records of fixed size under one sequence lock: the one writer makes the version odd, writes, and makes it even again; a
 * reader whose version was odd or changed reads again. A chunk of 352 KiB stays below G1's humongous size of half a region.
 */
final class RecordChunk {
    static final int BITS = 12;
    static final int RECORDS = 1 << BITS;
    static final int WORDS = 11;

    private static final int ID = 0;
    private static final int AUTH_SET = 2;
    private static final int IDENTITY = 4;
    private static final int KEY = 6;
    private static final int NOT_BEFORE = 8;
    private static final int INVENTORY = 9;
    private static final int FLAGS = 10;

    private static final long STANDING_MASK = 0x7;
    private static final long HAS_INVENTORY = 1L << 3;
    private static final long MAY_HAVE_UPDATE = 1L << 4;
    private static final int COHORT_SHIFT = 8;
    private static final long COHORT_MASK = 0xFF_FFFF;
    private static final int TENANT_SHIFT = 32;

    /** A writer that lost its processor inside a write is let run again after this many tries. */
    private static final int SPINS_MAX = 64;

    private static final VarHandle VERSION;

    static {
        try {
            VERSION = MethodHandles.lookup().findVarHandle(RecordChunk.class, "version", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Bytes a record takes here: its words, two stamps and its cohort. */
    static final int BYTES_PER_RECORD = WORDS * Long.BYTES + 3 * Integer.BYTES;

    private final long[] words = new long[RECORDS * WORDS];
    private final int[] changedSecond = new int[RECORDS];
    // Written by event loops without any order: a contact that loses a race was in the same second as the one that won.
    private final int[] contactedSecond = new int[RECORDS];
    // Likewise: what the device said last, by its inventory on record or by a poll since, which only this node heard.
    private final int[] cohort = new int[RECORDS];

    @SuppressWarnings("unused") // by VERSION
    private int version;

    /** What a reader gets: content and what only this node knows, from one moment. */
    record Reading(DeviceRecord content, boolean mayHaveUpdate, int changedSecond) {}

    Reading read(int position) {
        int at = position * WORDS;
        for (int spins = 0; ; spins++) {
            int before = (int) VERSION.getAcquire(this);
            if ((before & 1) == 0) {
                boolean mayHaveUpdate = (words[at + FLAGS] & MAY_HAVE_UPDATE) != 0;
                Reading reading = new Reading(decode(words, at), mayHaveUpdate, changedSecond[position]);
                VarHandle.loadLoadFence();
                if (before == (int) VERSION.getOpaque(this)) {
                    return reading;
                }
            }
            pause(spins);
        }
    }

    private static void pause(int spins) {
        if (spins < SPINS_MAX) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** An index stands for one device for ever, so its id may be read without the lock. */
    boolean isDevice(int position, long idHigh, long idLow) {
        int at = position * WORDS;
        return words[at + ID] == idHigh && words[at + ID + 1] == idLow;
    }

    /** A record's tenant never changes either. */
    int tenantIndex(int position) {
        return tenantIndex(words, position * WORDS);
    }

    // The four below read single words without the lock: by the writer only.

    long idHigh(int position) {
        return words[position * WORDS + ID];
    }

    long idLow(int position) {
        return words[position * WORDS + ID + 1];
    }

    long identityHigh(int position) {
        return words[position * WORDS + IDENTITY];
    }

    long identityLow(int position) {
        return words[position * WORDS + IDENTITY + 1];
    }

    /** By the writer only. */
    void write(int position, DeviceRecord content, int second) {
        int at = position * WORDS;
        boolean mayHaveUpdate = (words[at + FLAGS] & MAY_HAVE_UPDATE) != 0;
        beginWrite();
        encode(content, mayHaveUpdate, words, at);
        changedSecond[position] = second;
        endWrite();
    }

    /** By the writer only. */
    void mayHaveUpdate(int position, boolean may) {
        int at = position * WORDS + FLAGS;
        long flags = may ? words[at] | MAY_HAVE_UPDATE : words[at] & ~MAY_HAVE_UPDATE;
        if (flags != words[at]) {
            beginWrite();
            words[at] = flags;
            endWrite();
        }
    }

    private void beginWrite() {
        VERSION.setOpaque(this, (int) VERSION.getOpaque(this) + 1);
        VarHandle.storeStoreFence();
    }

    private void endWrite() {
        VERSION.setRelease(this, (int) VERSION.getOpaque(this) + 1);
    }

    void contacted(int position, int second) {
        contactedSecond[position] = second;
    }

    /** Zero when never. */
    int contacted(int position) {
        return contactedSecond[position];
    }

    void cohort(int position, int index) {
        cohort[position] = index;
    }

    int cohort(int position) {
        return cohort[position];
    }

    /** Visits each device that is accepted, with its cohort; reads single words without the lock. */
    void eachAccepted(int records, DeviceVisitor visitor) {
        for (int position = 0; position < records; position++) {
            if ((words[position * WORDS + FLAGS] & STANDING_MASK) == ImageStanding.ACCEPTED.code()) {
                visitor.visit(position, cohort[position]);
            }
        }
    }

    /** Marks the cohorts of these records, on record and said since. */
    void cohortsInUse(int records, BitSet used) {
        for (int position = 0; position < records; position++) {
            used.set(cohort(words, position * WORDS));
            used.set(cohort[position]);
        }
    }

    /** Visits a device's position and cohort. */
    @FunctionalInterface
    interface DeviceVisitor {
        void visit(int position, int cohort);
    }

    /** Copies whole records out, without marks, each from one moment; the copy as a whole may span several. */
    void copyTo(long[] target, int records) {
        for (int position = 0; position < records; position++) {
            encode(read(position).content(), false, target, position * WORDS);
        }
    }

    /** By the writer, before anybody reads. */
    void fill(long[] source, int records) {
        beginWrite();
        System.arraycopy(source, 0, words, 0, records * WORDS);
        endWrite();
        for (int position = 0; position < records; position++) {
            cohort[position] = cohort(words, position * WORDS);
        }
    }

    static void encode(DeviceRecord content, boolean mayHaveUpdate, long[] words, int at) {
        words[at + ID] = content.idHigh();
        words[at + ID + 1] = content.idLow();
        words[at + AUTH_SET] = content.authSetHigh();
        words[at + AUTH_SET + 1] = content.authSetLow();
        words[at + IDENTITY] = content.identity().high();
        words[at + IDENTITY + 1] = content.identity().low();
        words[at + KEY] = content.key().high();
        words[at + KEY + 1] = content.key().low();
        words[at + NOT_BEFORE] = content.notBeforeSeq();
        words[at + INVENTORY] = content.inventoryHash();
        words[at + FLAGS] = content.standing().code()
                | (content.hasInventory() ? HAS_INVENTORY : 0)
                | (mayHaveUpdate ? MAY_HAVE_UPDATE : 0)
                | (content.cohort() & COHORT_MASK) << COHORT_SHIFT
                | (long) content.tenantIndex() << TENANT_SHIFT;
    }

    /** Of an encoded record. */
    static int tenantIndex(long[] words, int at) {
        return (int) (words[at + FLAGS] >>> TENANT_SHIFT);
    }

    /** Of an encoded record. */
    static int cohort(long[] words, int at) {
        return (int) (words[at + FLAGS] >>> COHORT_SHIFT & COHORT_MASK);
    }

    /** Of an encoded record: puts it into another cohort. */
    static void cohort(long[] words, int at, int index) {
        words[at + FLAGS] = words[at + FLAGS] & ~(COHORT_MASK << COHORT_SHIFT) | (index & COHORT_MASK) << COHORT_SHIFT;
    }

    /** Of an encoded record. Throws {@link IllegalArgumentException} for one that this version does not know. */
    static ImageStanding standing(long[] words, int at) {
        return ImageStanding.ofCode((int) (words[at + FLAGS] & STANDING_MASK));
    }

    static DeviceRecord decode(long[] words, int at) {
        long flags = words[at + FLAGS];
        return new DeviceRecord(
                tenantIndex(words, at),
                cohort(words, at),
                words[at + ID],
                words[at + ID + 1],
                words[at + AUTH_SET],
                words[at + AUTH_SET + 1],
                new HashPrefix(words[at + IDENTITY], words[at + IDENTITY + 1]),
                new HashPrefix(words[at + KEY], words[at + KEY + 1]),
                standing(words, at),
                words[at + NOT_BEFORE],
                (flags & HAS_INVENTORY) != 0,
                words[at + INVENTORY]);
    }
}
