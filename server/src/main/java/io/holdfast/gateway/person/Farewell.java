package io.holdfast.gateway.person;

/**
 * Why a person's WebSocket is closed by us.
 *
 * @param code RFC 6455, 7.4
 * @param reason for a person, at most 123 bytes of ASCII
 */
public record Farewell(int code, String reason) {
    /** RFC 6455, 5.5: a close frame has 125 bytes, the code among them. */
    private static final int REASON_CHARS_MAX = 123;

    public static final Farewell DONE = new Farewell(1000, "done");
    public static final Farewell IDLE = new Farewell(1000, "idle for too long");
    public static final Farewell NOT_BINARY = new Farewell(1003, "messages are binary here");
    public static final Farewell UNREADABLE = new Farewell(1007, "that was no message");
    public static final Farewell TOO_LARGE = new Farewell(1009, "a message has at most 64 KiB");
    public static final Farewell ILLEGAL = new Farewell(1008, "too many messages that the session does not allow");
    public static final Farewell FLOODED = new Farewell(1008, "more was sent than the device takes");
    public static final Farewell SIGNED_OUT = new Farewell(1008, "the token is not good any more");
    public static final Farewell SILENT = new Farewell(1008, "nothing was heard for a minute");
    public static final Farewell TOO_MANY = new Farewell(1013, "as many connections as there may be; try again");
    public static final Farewell TOO_SLOW =
            new Farewell(1013, "more is shown than you read; watch again when your line is faster");
    public static final Farewell UNRECORDED = new Farewell(1013, "the session cannot be put on record now; try again");
    public static final Farewell RESTART = new Farewell(1012, "the server restarts");

    /** What is on the device's side ended. */
    public static Farewell deviceGone(String why) {
        return new Farewell(1001, ascii("the device's side ended: " + why));
    }

    private static String ascii(String text) {
        String plain = text.replaceAll("[^ -~]", "?");
        return plain.length() <= REASON_CHARS_MAX ? plain : plain.substring(0, REASON_CHARS_MAX);
    }
}
