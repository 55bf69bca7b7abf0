package io.holdfast.platform.http;

/**
 * Why a request was not done.
 *
 * @param code stable, {@code area.reason}, for programs and for counting
 * @param sentence for people: what is wrong and what to do next; never echoes a secret
 */
public record Refusal(int status, String code, String sentence) {

    public static Refusal badRequest(String code, String sentence) {
        return new Refusal(400, code, sentence);
    }

    public static Refusal notFound(String code, String sentence) {
        return new Refusal(404, code, sentence);
    }

    public static Refusal conflict(String code, String sentence) {
        return new Refusal(409, code, sentence);
    }

    public static Refusal unprocessable(String code, String sentence) {
        return new Refusal(422, code, sentence);
    }

    /** Thrown where a refusal ends a handler early; the server turns it into the answer. */
    public RefusedException exception() {
        return new RefusedException(this);
    }
}
