package io.holdfast.edge.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/**
 * An open-addressing table from a 64-bit hash to a device index: 4 bytes a slot, at most three in four of them used. One writer,
 * readers without locks: a removed slot stays marked until the next growth, so that no reader's chain breaks.
 */
final class SlotTable {
    private static final int EMPTY = 0;
    private static final int REMOVED = -1;
    private static final int CAPACITY_MIN = 1 << 10;
    private static final VarHandle SLOTS =
            MethodHandles.arrayElementVarHandle(int[].class).withInvokeExactBehavior();

    private volatile int[] slots = new int[CAPACITY_MIN];
    // The writer's: slots that are not empty, removed ones among them, and those that hold an index.
    private int taken;
    private int live;

    /** The first index on the hash's chain that matches, or -1. */
    int find(long hash, IntPredicate matches) {
        int[] table = slots;
        int mask = table.length - 1;
        for (int at = (int) hash & mask; ; at = (at + 1) & mask) {
            int slot = (int) SLOTS.getAcquire(table, at);
            if (slot == EMPTY) {
                return -1;
            }
            if (slot != REMOVED && matches.test(slot - 1)) {
                return slot - 1;
            }
        }
    }

    /** By the writer, after the record is written. {@code hashOf} gives the hash of any index in the table. */
    void add(long hash, int index, IntToLongFunction hashOf) {
        if (4L * (taken + 1) > 3L * slots.length) {
            reserve(live + 1, hashOf);
        }
        place(slots, hash, index);
        taken++;
        live++;
    }

    void remove(long hash, int index) {
        int[] table = slots;
        int mask = table.length - 1;
        for (int at = (int) hash & mask; table[at] != EMPTY; at = (at + 1) & mask) {
            if (table[at] == index + 1) {
                SLOTS.setRelease(table, at, REMOVED);
                live--;
                return;
            }
        }
    }

    /** Makes room for so many indices at once and drops the removed slots. */
    void reserve(int indices, IntToLongFunction hashOf) {
        int capacity = CAPACITY_MIN;
        while (3L * capacity < 4L * indices + 4) {
            capacity <<= 1;
        }
        int[] next = new int[capacity];
        for (int slot : slots) {
            if (slot > 0) {
                place(next, hashOf.applyAsLong(slot - 1), slot - 1);
            }
        }
        taken = live;
        slots = next;
    }

    private static void place(int[] table, long hash, int index) {
        int mask = table.length - 1;
        int at = (int) hash & mask;
        while (table[at] != EMPTY) {
            at = (at + 1) & mask;
        }
        SLOTS.setRelease(table, at, index + 1);
    }

    long bytes() {
        return (long) slots.length * Integer.BYTES;
    }
}
