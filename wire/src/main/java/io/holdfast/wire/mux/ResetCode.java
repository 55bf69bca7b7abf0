package io.holdfast.wire.mux;

/** Why a stream was ended before its end. */
public enum ResetCode {
    /** Who opened it does not want it any more. */
    CANCELLED,
    /** The device's owner does not allow it. */
    REFUSED,
    /** Nothing listens there, or it cannot be reached. */
    UNREACHABLE,
    /** The device does not do such a thing. */
    NOT_SERVED,
    /** As many streams as the device has, or too many in a short time. */
    BUSY,
    /** It broke. */
    FAILED;

    private static final ResetCode[] ALL = values();

    /** A number that a newer peer may know is {@link #FAILED} here. */
    static ResetCode at(int number) {
        return number < ALL.length ? ALL[number] : FAILED;
    }
}
