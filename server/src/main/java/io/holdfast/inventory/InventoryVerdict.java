package io.holdfast.inventory;

import java.util.Locale;

/** What the database made of an inventory report. */
public enum InventoryVerdict {
    /** It is the device's inventory now. */
    RECORDED,
    /** The device's inventory has this content already. */
    UNCHANGED,
    /** Replayed, and the device has said something newer. */
    LATE,
    /** There is no such device. */
    GONE;

    static InventoryVerdict of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
