package io.holdfast.platform.http;

import io.holdfast.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A whole HTTP answer. Headers keep their order; a name may stand several times. */
public record Reply(int status, List<Map.Entry<String, String>> headers, byte[] body) {
    // Trouble that names no time of its own passes in seconds.
    private static final Duration RETRY_SOON = Duration.ofSeconds(2);

    private static final Map.Entry<String, String> KEPT_BY_NOBODY = Map.entry("Cache-Control", "no-store");

    public Reply {
        headers = List.copyOf(headers);
    }

    public static Reply empty(int status) {
        return new Reply(status, List.of(), new byte[0]);
    }

    /** {@code 200} with any value that the mapper writes. */
    public static Reply json(Object value) {
        return json(200, value);
    }

    public static Reply json(int status, Object value) {
        return new Reply(status, List.of(Map.entry("Content-Type", "application/json")), Json.bytes(value));
    }

    public static Reply text(int status, String contentType, String body) {
        return new Reply(
                status, List.of(Map.entry("Content-Type", contentType)), body.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code 201} with a {@code Location} and no body. */
    public static Reply created(String location) {
        return empty(201).header("Location", location);
    }

    /** {@code 303}: look there, with GET. */
    public static Reply seeOther(String location) {
        return empty(303).header("Location", location);
    }

    /** A refusal; the server adds the request id when it writes it. {@code 503} always says when to come back. See {@link Refusal}. */
    public static Reply refused(Refusal refusal) {
        return refusal.status() == 503 ? unavailable(refusal.code(), refusal.sentence(), RETRY_SOON) : refusal(refusal);
    }

    /** Our own trouble: {@code 503} with the time to come back. */
    public static Reply unavailable(String code, String sentence, Duration retryAfter) {
        return refusal(new Refusal(503, code, sentence))
                .header("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())));
    }

    private static Reply refusal(Refusal refusal) {
        return json(
                refusal.status(), Json.object().put("error", refusal.sentence()).put("code", refusal.code()));
    }

    /** The same with a secret in it, which is told once: nobody may keep it, this server included. */
    public Reply once() {
        return header(KEPT_BY_NOBODY.getKey(), KEPT_BY_NOBODY.getValue());
    }

    /** Whether nobody may keep it. */
    public boolean isToldOnce() {
        return headers.contains(KEPT_BY_NOBODY);
    }

    public Reply header(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new Reply(status, more, body);
    }
}
