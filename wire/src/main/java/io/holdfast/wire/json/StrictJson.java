package io.holdfast.wire.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads UTF-8 JSON from strangers: bounded in depth, tokens and number length; a key twice, anything after the value, and
 * any text that cannot be stored are refused.
 */
public final class StrictJson {
    /** Levels of nesting; real messages use 4. */
    public static final int MAX_DEPTH = 32;

    // An inventory of 1,024 attributes has about 10,000 tokens; an array of 1-byte numbers in 1 MiB would have 500,000.
    private static final int MAX_TOKENS = 65_536;
    // PostgreSQL's jsonb refuses numbers of more than 131,072 digits with an error that would fail a whole batch.
    private static final int MAX_EXPONENT = 400;

    private static final JsonFactory JSON = factory(MAX_TOKENS);
    // A log may have more messages than any other body has tokens; its reader keeps none of them.
    private static final JsonFactory LONG_JSON = factory(16 * 1024 * 1024);

    private StrictJson() {}

    private static JsonFactory factory(int maxTokens) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxTokenCount(maxTokens)
                        .maxNumberLength(64)
                        .maxNameLength(4096)
                        .maxStringLength(16 * 1024 * 1024)
                        .build())
                // Device traffic is parsed on event loops: one buffer each, no shared queue.
                .recyclerPool(JsonRecyclerPools.threadLocalPool())
                .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
    }

    /**
     * Reads the one value of {@code body}.
     *
     * @throws MalformedInput {@code request.too-large}, {@code request.malformed-json}, {@code request.too-complex},
     *     {@code request.duplicate-key}, {@code request.number-out-of-range} or {@code request.text-not-storable}
     */
    public static JsonValue read(byte[] body, int maxBytes) {
        return read(body, 0, body.length, maxBytes);
    }

    /** Reads the one value of a slice; refusals as in {@link #read(byte[], int)}. */
    public static JsonValue read(byte[] body, int offset, int length, int maxBytes) {
        if (length > maxBytes) {
            throw MalformedInput.tooLarge("the JSON text", maxBytes);
        }
        try (JsonParser parser = parser(body, offset, length)) {
            JsonValue value = value(parser, parser.nextToken());
            requireEnd(parser);
            return value;
        } catch (JacksonException e) {
            throw refusal(e);
        }
    }

    /** Reads the one value of {@code body}, which must be an object; refusals as in {@link #read(byte[], int)}. */
    public static JsonValue.Obj readObject(byte[] body, int maxBytes) {
        if (read(body, maxBytes) instanceof JsonValue.Obj object) {
            return object;
        }
        throw notAnObject();
    }

    /** A pull parser within the same bounds; its caller ends with {@link #requireEnd} and maps trouble with {@link #refusal}. */
    public static JsonParser parser(byte[] body, int offset, int length) {
        return JSON.createParser(ObjectReadContext.empty(), body, offset, length);
    }

    /** As {@link #parser}, for bodies of many tokens that the caller does not keep. */
    public static JsonParser longParser(byte[] body, int offset, int length) {
        return LONG_JSON.createParser(ObjectReadContext.empty(), body, offset, length);
    }

    /** Refuses anything but white space after the value. */
    public static void requireEnd(JsonParser parser) {
        if (parser.nextToken() != null) {
            throw new MalformedInput("request.malformed-json", "there is more text after the JSON value");
        }
    }

    /** What a parser's complaint means to the client; the parser's own message may quote the input and is dropped. */
    public static MalformedInput refusal(JacksonException e) {
        return e instanceof StreamConstraintsException
                ? new MalformedInput("request.too-complex", "the JSON text is nested too deeply or has too many parts")
                : new MalformedInput("request.malformed-json", "the body is not valid JSON");
    }

    /** The refusal of a body that is valid JSON but no object. */
    public static MalformedInput notAnObject() {
        return new MalformedInput("request.wrong-type", "the body must be a JSON object");
    }

    private static JsonValue value(JsonParser parser, @Nullable JsonToken token) {
        if (token == null) {
            throw new MalformedInput("request.malformed-json", "the body is empty");
        }
        return switch (token) {
            case VALUE_STRING -> new JsonValue.Text(StorableText.require(parser.getString()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Num(number(parser));
            case VALUE_TRUE -> new JsonValue.Bool(true);
            case VALUE_FALSE -> new JsonValue.Bool(false);
            case VALUE_NULL -> new JsonValue.Null();
            case START_ARRAY -> array(parser);
            case START_OBJECT -> object(parser);
            case END_ARRAY, END_OBJECT, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new MalformedInput("request.malformed-json", "the body is not valid JSON");
        };
    }

    private static JsonValue.Arr array(JsonParser parser) {
        List<JsonValue> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(parser, token));
        }
        return new JsonValue.Arr(items);
    }

    private static JsonValue.Obj object(JsonParser parser) {
        TreeMap<String, JsonValue> members = new TreeMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonValue value = value(parser, parser.nextToken());
            if (members.putIfAbsent(StorableText.require(name), value) != null) {
                throw new MalformedInput("request.duplicate-key", "a JSON object has the same key twice");
            }
        }
        return new JsonValue.Obj(members);
    }

    private static BigDecimal number(JsonParser parser) {
        try {
            BigDecimal number = parser.getDecimalValue();
            if (Math.abs((long) number.scale()) > MAX_EXPONENT) {
                throw outOfRange();
            }
            return number;
        } catch (NumberFormatException beyondAnyDecimal) {
            // Jackson's own complaint of an exponent that not even an int holds is none of its JSON exceptions.
            throw outOfRange();
        }
    }

    private static MalformedInput outOfRange() {
        return new MalformedInput("request.number-out-of-range", "a number has too large an exponent");
    }
}
