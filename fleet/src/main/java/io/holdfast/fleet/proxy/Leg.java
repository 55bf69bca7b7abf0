package io.holdfast.fleet.proxy;

/** Which wire a proxy stands in for. */
public enum Leg {
    DEVICE_TO_SERVER("device-server"),
    USER_TO_SERVER("user-server"),
    SERVER_TO_DATABASE("server-database");

    private final String word;

    Leg(String word) {
        this.word = word;
    }

    /** Its name in logs, thread names and figures. */
    public String word() {
        return word;
    }
}
