package io.holdfast.edge.cohort;

import io.holdfast.edge.admission.DeviceWork;

/** What is counted of a cohort. */
enum Entry {
    /** Nanoseconds that requests held an event loop. */
    LOOP_NANOS,
    STATUS,
    LOG,
    CONNECT,
    POLL,
    CONFIGURATION,
    INVENTORY,
    DOWNLOAD,
    AUTHENTICATE,
    UNKNOWN,
    /** Answered 4xx, but for those who were gone. */
    CLIENT_ERRORS,
    /** Answered 5xx, but for those put off. */
    SERVER_ERRORS,
    /** Answered 503 with a time to come back: by a valve, a rate, a pace, or because something here is away. */
    PUT_OFF,
    LINKS_OPENED,
    LINKS_CLOSED,
    MESSAGES_IN,
    MESSAGES_OUT,
    BYTES_IN,
    BYTES_OUT;

    static final int COUNT = values().length;

    private static final Entry[] OF_WORK = ofWork();

    private static Entry[] ofWork() {
        DeviceWork[] works = DeviceWork.values();
        Entry[] entries = new Entry[works.length];
        for (DeviceWork work : works) {
            entries[work.ordinal()] = valueOf(work.name());
        }
        return entries;
    }

    /** Where a request for this is counted. */
    static Entry of(DeviceWork work) {
        return OF_WORK[work.ordinal()];
    }
}
