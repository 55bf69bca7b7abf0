package io.holdfast.fleet.real;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One request and its answer as they passed a {@link TappedLine}: their beginnings, and how long the answer was so far. */
final class Exchange {
    /** Above every head and every JSON body; of an artifact the beginning is enough. */
    private static final int KEPT_CHARS = 32 * 1024;

    private final StringBuilder request = new StringBuilder();
    private final StringBuilder answer = new StringBuilder();
    private long answerBytes;

    synchronized void asked(byte[] bytes) {
        append(request, bytes);
    }

    synchronized void answered(byte[] bytes) {
        append(answer, bytes);
        answerBytes += bytes.length;
    }

    private static void append(StringBuilder text, byte[] bytes) {
        int kept = Math.min(bytes.length, KEPT_CHARS - text.length());
        text.append(new String(bytes, 0, kept, StandardCharsets.ISO_8859_1));
    }

    synchronized boolean isAnswered() {
        return answerBytes > 0;
    }

    /** Bytes of the answer, its head included, so far. */
    synchronized long answerBytes() {
        return answerBytes;
    }

    /** The request with its body as it was sent. */
    synchronized String request() {
        return request.toString();
    }

    String requestLine() {
        return request().lines().findFirst().orElse("");
    }

    /** The path and query that were asked for. */
    String target() {
        return requestLine().split(" ", -1)[1];
    }

    /** A header of the request. */
    Optional<String> asked(String header) {
        return header(request(), header);
    }

    /** Whether it was answered with this status. */
    synchronized boolean hasStatus(int status) {
        return statusLine().startsWith("HTTP/1.1 " + status);
    }

    private synchronized String statusLine() {
        return answer.toString().lines().findFirst().orElse("unanswered");
    }

    /** A header of the answer. */
    synchronized Optional<String> answered(String header) {
        return header(answer.toString(), header);
    }

    private static Optional<String> header(String message, String name) {
        String head = message.split("\r\n\r\n", 2)[0];
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                .map(line -> line.substring(name.length() + 2))
                .findFirst();
    }

    @Override
    public String toString() {
        return requestLine() + " → " + statusLine();
    }
}
