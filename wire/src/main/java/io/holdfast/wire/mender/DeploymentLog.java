package io.holdfast.wire.mender;

import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.json.StorableText;
import io.holdfast.wire.json.StrictJson;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The body of {@code PUT …/deployments/{id}/log}, as text. A log is evidence of a failure, so it is never lost for being
 * untidy: unknown or missing fields, odd types and letters that cannot be stored are tolerated, and too much is cut off.
 *
 * @param text lines {@code timestamp level: message}, the last one a mark when it was cut
 * @param messages how many messages there were, those cut off included
 * @param truncated whether some were cut off
 */
public record DeploymentLog(String text, int messages, boolean truncated) {
    /** The last line of a log that was cut. */
    public static final String CUT_MARK = "--- the rest of this log was cut off: it is longer than the limit ---\n";

    /**
     * Reads the body and keeps at most {@code maxTextBytes} UTF-8 bytes of text plus {@link #CUT_MARK}.
     *
     * @throws MalformedInput {@code request.malformed-json}, {@code request.wrong-type}, {@code request.field-missing}
     */
    public static DeploymentLog parse(byte[] body, int maxTextBytes) {
        try (JsonParser parser = StrictJson.longParser(body, 0, body.length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw StrictJson.notAnObject();
            }
            Rendering rendering = new Rendering(maxTextBytes);
            boolean found = false;
            for (String key = parser.nextName(); key != null; key = parser.nextName()) {
                JsonToken value = parser.nextToken();
                if (key.equals("messages") && value == JsonToken.START_ARRAY) {
                    found = true;
                    rendering.readMessages(parser);
                } else {
                    parser.skipChildren();
                }
            }
            StrictJson.requireEnd(parser);
            if (!found) {
                throw MalformedInput.missing("messages");
            }
            return rendering.finish();
        } catch (JacksonException e) {
            throw StrictJson.refusal(e);
        }
    }

    private static final class Rendering {
        private final int maxBytes;
        private final StringBuilder text = new StringBuilder();
        private int bytes;
        private int messages;
        private boolean truncated;

        Rendering(int maxBytes) {
            this.maxBytes = maxBytes;
        }

        void readMessages(JsonParser parser) {
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                messages++;
                if (token != JsonToken.START_OBJECT) {
                    append(token.isScalarValue() ? parser.getString() + "\n" : "");
                    parser.skipChildren();
                } else {
                    append(readMessage(parser));
                }
            }
        }

        private String readMessage(JsonParser parser) {
            String timestamp = "-";
            String level = "-";
            String message = "";
            for (String key = parser.nextName(); key != null; key = parser.nextName()) {
                JsonToken value = parser.nextToken();
                boolean wanted = !truncated && value.isScalarValue();
                switch (key) {
                    case "timestamp" -> timestamp = wanted ? parser.getString() : timestamp;
                    case "level" -> level = wanted ? parser.getString() : level;
                    case "message" -> message = wanted ? parser.getString() : message;
                    default -> {}
                }
                parser.skipChildren();
            }
            return timestamp + " " + level + ": " + message + "\n";
        }

        private void append(String line) {
            if (truncated) {
                return;
            }
            String mended = StorableText.mend(line);
            int length = mended.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + length > maxBytes) {
                truncated = true;
            } else {
                text.append(mended);
                bytes += length;
            }
        }

        DeploymentLog finish() {
            return new DeploymentLog(truncated ? text + CUT_MARK : text.toString(), messages, truncated);
        }
    }
}
