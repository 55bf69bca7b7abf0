package io.holdfast.wire.link;

/** The {@code status} property with which an agent answers. */
public enum ReplyStatus {
    NORMAL(1),
    ERROR(2),
    CONTROL(3);

    private final int number;

    ReplyStatus(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** What the number says; anything but the two other known ones is an ordinary answer, as for the agent's own peers. */
    static ReplyStatus of(long number) {
        return number == ERROR.number ? ERROR : number == CONTROL.number ? CONTROL : NORMAL;
    }
}
