package io.holdfast.wire.mux;

/** What a frame says; on the wire its place in this list, from 1. */
public enum FrameType {
    OPEN,
    ACCEPT,
    DATA,
    CREDIT,
    CLOSE,
    RESET;

    private static final FrameType[] ALL = values();

    int number() {
        return ordinal() + 1;
    }

    static boolean known(int number) {
        return number >= 1 && number <= ALL.length;
    }

    static FrameType at(int number) {
        return ALL[number - 1];
    }
}
