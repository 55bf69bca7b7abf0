package io.holdfast.wire.mender;

import io.holdfast.wire.json.JsonText;
import io.holdfast.wire.json.MalformedInput;
import java.nio.charset.StandardCharsets;

/**
 * The body of every refusal.
 *
 * @param error a sentence for a person
 * @param requestId what to look for in the log
 * @param code stable, for programs
 */
public record ErrorBody(String error, String requestId, String code) {

    /** The body of the 400 for input that could not be read. */
    public static ErrorBody of(MalformedInput refusal, String requestId) {
        return new ErrorBody(refusal.sentence(), requestId, refusal.code());
    }

    /** {@code {"error":…,"request_id":…,"code":…}}, UTF-8. */
    public byte[] toJson() {
        StringBuilder out = new StringBuilder(160);
        JsonText.quote(out.append("{\"error\":"), error);
        JsonText.quote(out.append(",\"request_id\":"), requestId);
        JsonText.quote(out.append(",\"code\":"), code);
        return out.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }
}
