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
 * untidy: unknown or missing fields, odd types and letters that cannot be stored are tolerated. Of too much the beginning and the
 * end are kept, because the one says what was tried and the other how it failed, and a mark between them says how much is missing.
 *
 * @param text lines {@code timestamp level: message}
 * @param messages how many messages were read, those cut out included
 * @param truncated whether something was cut out
 */
public record DeploymentLog(String text, int messages, boolean truncated) {
    /** What every mark of a cut begins with. */
    public static final String CUT_MARK = "--- cut: ";

    /** Bytes that one mark takes at most. */
    public static final int MARK_BYTES_MAX = 160;

    /**
     * Reads the body and keeps at most {@code maxTextBytes} UTF-8 bytes of text plus one mark.
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

    /**
     * A log whose body was too long to be read as a whole: its ends as they came, unread.
     *
     * @param length bytes of the whole body
     */
    public static DeploymentLog ofEnds(byte[] head, byte[] tail, long length) {
        long missing = length - head.length - tail.length;
        String text = new String(head, StandardCharsets.UTF_8)
                + "\n" + CUT_MARK + missing + " bytes; a log of " + length
                + " bytes is kept as it came, its ends only ---\n"
                + new String(tail, StandardCharsets.UTF_8) + "\n";
        return new DeploymentLog(StorableText.mend(text), 0, true);
    }

    private static final class Rendering {
        private final LogEnds ends;
        private int messages;

        Rendering(int maxBytes) {
            this.ends = new LogEnds(maxBytes);
        }

        void readMessages(JsonParser parser) {
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                messages++;
                if (token != JsonToken.START_OBJECT) {
                    ends.append(token.isScalarValue() ? parser.getString() + "\n" : "");
                    parser.skipChildren();
                } else {
                    ends.append(readMessage(parser));
                }
            }
        }

        private String readMessage(JsonParser parser) {
            String timestamp = "-";
            String level = "-";
            String message = "";
            for (String key = parser.nextName(); key != null; key = parser.nextName()) {
                JsonToken value = parser.nextToken();
                boolean wanted = value.isScalarValue();
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

        DeploymentLog finish() {
            return new DeploymentLog(ends.text(), messages, ends.cut());
        }
    }
}
