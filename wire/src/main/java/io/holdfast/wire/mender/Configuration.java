package io.holdfast.wire.mender;

import io.holdfast.wire.json.JsonText;
import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.json.StrictJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * A device's configuration: keys and values that mean something to its programs and nothing to the server. The body of {@code
 * GET} and {@code PUT /api/devices/v1/deviceconfig/configuration}, and of {@code PUT} under the management API.
 *
 * @param entries sorted by key
 */
public record Configuration(SequencedMap<String, String> entries) {
    /** Bytes of the body, and so of the text that is kept: what every node holds in memory for each device must stay small. */
    public static final int MAX_BYTES = 64 * 1024;
    /** Entries, as in Mender. */
    public static final int MAX_ENTRIES = 100;
    /** Characters of a key or a value, as in Mender. */
    public static final int MAX_CHARS = 4096;

    /** Nothing is configured. */
    public static final Configuration EMPTY = new Configuration(new TreeMap<>());

    /** Copies and sorts. */
    public Configuration {
        entries = Collections.unmodifiableSequencedMap(new TreeMap<>(entries));
    }

    /**
     * Reads the body.
     *
     * @throws MalformedInput {@code configuration.too-many-entries}, {@code configuration.key-empty} and those beginning with
     *     {@code request.}
     */
    public static Configuration parse(byte[] body) {
        Configuration configuration = of(StrictJson.readObject(body, MAX_BYTES));
        // Some characters take more room in the text that is kept than in what was sent.
        if (configuration.text().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw MalformedInput.tooLarge("the configuration", MAX_BYTES);
        }
        return configuration;
    }

    private static Configuration of(JsonValue.Obj object) {
        if (object.members().size() > MAX_ENTRIES) {
            throw new MalformedInput(
                    "configuration.too-many-entries", "a configuration may have " + MAX_ENTRIES + " entries");
        }
        TreeMap<String, String> entries = new TreeMap<>();
        object.members().forEach((key, value) -> entries.put(key(key), value(value)));
        return new Configuration(entries);
    }

    private static String key(String key) {
        if (key.isEmpty()) {
            throw new MalformedInput("configuration.key-empty", "a key of a configuration is empty");
        }
        return bounded("a key of the configuration", key);
    }

    private static String value(JsonValue value) {
        if (value instanceof JsonValue.Text text) {
            return bounded("a value of the configuration", text.value());
        }
        throw MalformedInput.wrongType("a value of the configuration", "a string");
    }

    private static String bounded(String what, String text) {
        if (text.length() > MAX_CHARS) {
            throw MalformedInput.tooLong(what, MAX_CHARS);
        }
        return text;
    }

    /**
     * Reads what was kept: {@link #text}, or the same in another layout.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    public static Configuration ofText(String text) {
        try {
            // PostgreSQL writes a space behind every colon and comma.
            return of(StrictJson.readObject(text.getBytes(StandardCharsets.UTF_8), MAX_BYTES + 2 * MAX_ENTRIES));
        } catch (MalformedInput unreadable) {
            throw new IllegalArgumentException("a configuration cannot be read", unreadable);
        }
    }

    /** The one JSON text of this content: sorted, without space. */
    public String text() {
        StringBuilder out = new StringBuilder(32 * (entries.size() + 1)).append('{');
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            JsonText.quote(out.length() > 1 ? out.append(',') : out, entry.getKey());
            JsonText.quote(out.append(':'), entry.getValue());
        }
        return out.append('}').toString();
    }

    /** 64 bits of the SHA-256 of {@link #text}. Stored beside the content, so its definition never changes. */
    public long contentHash() {
        return ByteBuffer.wrap(Sha256.of(text().getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    /** Values may be passwords: how many there are, and no more. */
    @Override
    public String toString() {
        return "Configuration[" + entries.size() + " entries, ‹redacted›]";
    }
}
