package io.holdfast.wire.mux;

/** Whose bytes go first when a link is full. */
public enum StreamPriority {
    /** Short wishes and their answers. */
    CONTROL,
    /** What a person types and sees. */
    TERMINAL,
    /** Somebody waits for it: requests, forwarded connections. */
    HTTP,
    /** Files. */
    BULK;

    private static final StreamPriority[] ALL = values();

    static int count() {
        return ALL.length;
    }

    static StreamPriority at(int number) {
        return ALL[number];
    }
}
