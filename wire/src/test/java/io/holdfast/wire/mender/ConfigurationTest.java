package io.holdfast.wire.mender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.wire.json.MalformedInput;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    /** Of SHA-256 over the text, its first eight bytes. */
    private static final long HASH = 0x21f76dfbfe6dfe21L;

    @Test
    void entries_are_sorted_whatever_their_order_was_and_have_one_text_and_one_hash() {
        Configuration one = parse("{\"b\": \"2\",\n \"a\":\"1\"}");
        Configuration other = parse("{\"a\":\"1\",\"b\":\"2\"}");

        assertThat(one).isEqualTo(other);
        assertThat(one.text()).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
        assertThat(one.contentHash()).isEqualTo(other.contentHash());
        // Stored: it must never be another.
        assertThat(one.contentHash()).isEqualTo(HASH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"k\":\"\"}", "{\"k\":\"ä 😀 \\\" \\\\ \\n \\u0001 \"}", "{\"$ .\":\"v\",\"a b\":\"/\"}"
            })
    void what_was_kept_is_read_back_in_any_layout(String body) {
        Configuration configuration = parse(body);

        assertThat(Configuration.ofText(configuration.text())).isEqualTo(configuration);
        assertThat(Configuration.ofText(
                        configuration.text().replace("\":\"", "\": \"").replace("\",\"", "\", \"")))
                .isEqualTo(configuration);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|request.malformed-json",
                "[]|request.wrong-type",
                "\"a\"|request.wrong-type",
                "{\"a\":1}|request.wrong-type",
                "{\"a\":true}|request.wrong-type",
                "{\"a\":null}|request.wrong-type",
                "{\"a\":[\"b\"]}|request.wrong-type",
                "{\"a\":{\"value\":\"b\",\"hidden\":true}}|request.wrong-type",
                "{\"\":\"b\"}|configuration.key-empty",
                "{\"a\":\"b\",\"a\":\"c\"}|request.duplicate-key",
                "{\"a\":\"b\"|request.malformed-json",
                "{\"a\":\"b\"}{}|request.malformed-json",
                "{\"a\":\"x\\u0000\"}|request.text-not-storable",
                "{\"a\\u0000\":\"x\"}|request.text-not-storable",
                "{\"a\":\"\\ud800\"}|request.text-not-storable",
                "{\"\\udc00\":\"x\"}|request.malformed-json"
            })
    void what_is_no_map_of_texts_is_refused(String body, String code) {
        assertThat(refusal(body)).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"100, 1, true", "101, 1, false", "1, 4096, true", "1, 4097, false", "15, 4096, true", "16, 4096, false"
    })
    void entries_their_length_and_all_of_them_are_bounded(int entries, int chars, boolean taken) {
        String body = IntStream.range(0, entries)
                .mapToObj(i -> "\"k" + i + "\":\"" + "v".repeat(chars) + "\"")
                .collect(Collectors.joining(",", "{", "}"));

        assertThat(refusal(body).isEmpty()).isEqualTo(taken);
    }

    @Test
    void a_key_is_bounded_as_a_value_is() {
        assertThat(refusal("{\"" + "k".repeat(4096) + "\":\"v\"}")).isEmpty();
        assertThat(refusal("{\"" + "k".repeat(4097) + "\":\"v\"}")).isNotEmpty();
    }

    @Test
    void what_grows_when_it_is_written_is_bounded_by_what_is_written() {
        // Two bytes as sent, six as kept.
        String body = IntStream.range(0, 10)
                .mapToObj(i -> "\"k" + i + "\":\"" + "\\b".repeat(2_000) + "\"")
                .collect(Collectors.joining(",", "{", "}"));

        assertThat(body.length()).isLessThan(Configuration.MAX_BYTES);
        assertThat(refusal(body)).isEqualTo("request.too-large");
    }

    @Test
    void values_do_not_stand_in_its_description() {
        assertThat(new Configuration(new TreeMap<>(Map.of("wifi", "secret"))).toString())
                .doesNotContain("secret")
                .contains("1 entries");
    }

    @Test
    void what_was_kept_and_is_damaged_is_no_configuration() {
        assertThatThrownBy(() -> Configuration.ofText("{\"a\":1}")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String refusal(String body) {
        try {
            Configuration unused = parse(body);
            return "";
        } catch (MalformedInput refused) {
            return refused.code();
        }
    }

    private static Configuration parse(String body) {
        return Configuration.parse(body.getBytes(StandardCharsets.UTF_8));
    }
}
