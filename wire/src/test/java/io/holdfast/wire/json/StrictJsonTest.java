package io.holdfast.wire.json;

import static io.holdfast.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,",
                "{\"a\"}",
                "{\"a\":}",
                "nul",
                "{'a':1}",
                "{a:1}",
                "[1,]",
                "01",
                "+1",
                ".5",
                "5.",
                "NaN",
                "\"\u0001\"",
                "\"a",
                "\"\\x\"",
                "{} {}",
                "1 2",
                "[]]",
                "/* */ 1",
                "\"\\u00\"",
                "{\"a\":1,}"
            })
    void text_that_is_not_json_is_refused(String text) {
        assertRefused("request.malformed-json", () -> read(text));
    }

    @Test
    void other_encodings_and_broken_utf8_are_refused() {
        for (byte[] body : List.of(
                "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE),
                "{\"a\":1}".getBytes(StandardCharsets.UTF_16BE),
                new byte[] {'"', (byte) 0xff, '"'},
                new byte[] {'"', (byte) 0xc3, '"'},
                new byte[] {'"', (byte) 0x80, '"'})) {
            assertRefused("request.malformed-json", () -> StrictJson.read(body, 1024));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\u0000\"",
                "\"a\\u0000b\"",
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\udc00\\ud800\"",
                "\"\\ud800x\"",
                "{\"\\u0000\":1}",
                "[[\"\\ud834\"]]"
            })
    void text_that_cannot_be_stored_is_refused_when_escaped(String text) {
        assertRefused("request.text-not-storable", () -> read(text));
    }

    @Test
    void text_that_cannot_be_stored_is_refused_when_raw() {
        for (byte[] inside : List.of(
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, // U+D800
                new byte[] {(byte) 0xed, (byte) 0xbf, (byte) 0xbf}, // U+DFFF
                new byte[] {(byte) 0xc0, (byte) 0x80}, // U+0000, overlong
                new byte[] {0},
                new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80})) { // beyond U+10FFFF
            byte[] body = new byte[inside.length + 2];
            body[0] = '"';
            System.arraycopy(inside, 0, body, 1, inside.length);
            body[body.length - 1] = '"';

            MalformedInput refusal = catchThrowableOfType(MalformedInput.class, () -> StrictJson.read(body, 1024));

            assertThat(refusal.code()).isIn("request.text-not-storable", "request.malformed-json");
        }
    }

    @Test
    void half_of_a_surrogate_pair_in_a_key_is_refused() {
        assertRefused("request.malformed-json", () -> read("{\"a\\udfff\":1}"));
        assertThat(read("{\"\\ud834\\udd1e\":1}")).isEqualTo(read("{\"𝄞\":1}"));
    }

    @Test
    void whole_surrogate_pairs_are_kept() {
        assertThat(read("\"\\ud834\\udd1e\"")).isEqualTo(new JsonValue.Text("𝄞"));
        assertThat(read("\"𝄞\"")).isEqualTo(new JsonValue.Text("𝄞"));
    }

    @Test
    void a_key_twice_is_refused_at_any_depth() {
        assertRefused("request.duplicate-key", () -> read("{\"a\":1,\"a\":1}"));
        assertRefused("request.duplicate-key", () -> read("[{\"b\":{\"a\":1,\"\\u0061\":2}}]"));
    }

    @Test
    void depth_number_length_tokens_and_size_are_bounded() {
        assertThat(read("[".repeat(StrictJson.MAX_DEPTH) + "]".repeat(StrictJson.MAX_DEPTH)))
                .isInstanceOf(JsonValue.Arr.class);
        int tooDeep = StrictJson.MAX_DEPTH + 1;
        assertRefused("request.too-complex", () -> read("[".repeat(tooDeep) + "]".repeat(tooDeep)));
        assertRefused("request.too-complex", () -> read("[".repeat(100_000)));
        assertRefused("request.too-complex", () -> read("9".repeat(65)));
        assertRefused("request.too-complex", () -> read("[1" + ",1".repeat(70_000) + "]"));
        assertRefused("request.too-large", () -> StrictJson.read(new byte[11], 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e401",
                "-1e401",
                "1e-401",
                "1e999999999",
                "0e-9999999",
                "1E+2147483647",
                "1e11111111111",
                "-11111e111111111111"
            })
    void numbers_that_the_database_cannot_hold_are_refused(String number) {
        assertThat(catchThrowableOfType(MalformedInput.class, () -> read(number))
                        .code())
                .isIn("request.number-out-of-range", "request.malformed-json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"b\":1,\"a\":2}|{\"a\":2,\"b\":1}",
                "{ \"z\" : { \"y\":[ 1 , 2 ], \"x\":null } , \"B\":true}|{\"B\":true,\"z\":{\"x\":null,\"y\":[1,2]}}",
                "1.0|1",
                "-0|0",
                "0.0|0",
                "1e2|100",
                "1.50|1.5",
                "1e30|1E+30",
                "18446744073709551615|18446744073709551615",
                "\"a\\/\\u00e9\\n\\u001f\\\"\\\\\"|\"a/é\\n\\u001f\\\"\\\\\"",
                "[]|[]",
                "{}|{}",
                "false|false"
            })
    void every_value_has_one_canonical_text(String text, String canonical) {
        assertThat(read(text).canonical()).isEqualTo(canonical);
        assertThat(read(canonical)).isEqualTo(read(text));
    }

    @Test
    void a_member_of_null_counts_as_absent_and_wrong_types_are_named() {
        JsonValue.Obj object =
                (JsonValue.Obj) read("{\"n\":null,\"t\":\"abc\",\"i\":1,\"l\":[\"x\"],\"m\":[1],\"o\":{}}");

        assertThat(object.optionalText("n", 9)).isEmpty();
        assertThat(object.text("t", 3)).isEqualTo("abc");
        assertThat(object.texts("t")).containsExactly("abc");
        assertThat(object.texts("l")).containsExactly("x");
        assertThat(object.texts("absent")).isEmpty();
        assertThat(object.object("o")).isPresent();
        assertRefused("request.field-missing", () -> object.text("n", 9));
        assertRefused("request.field-missing", () -> object.text("absent", 9));
        assertRefused("request.field-too-long", () -> object.text("t", 2));
        assertRefused("request.wrong-type", () -> object.text("i", 9));
        assertRefused("request.wrong-type", () -> object.texts("m"));
        assertRefused("request.wrong-type", () -> object.texts("o"));
        assertRefused("request.wrong-type", () -> object.object("l"));
    }

    @Test
    void records_do_not_change_with_what_they_were_made_of() {
        var members = new java.util.TreeMap<String, JsonValue>(Map.of("a", new JsonValue.Null()));
        JsonValue.Obj object = new JsonValue.Obj(members);

        members.clear();

        assertThat(object.members()).hasSize(1);
    }

    @Test
    void letters_that_cannot_be_stored_are_mended_one_by_one() {
        assertThat(StorableText.mend("a\0b\ud800c\udc00d𝄞")).isEqualTo("a\ufffdb\ufffdc\ufffdd𝄞");
        assertThat(StorableText.mend("plain")).isEqualTo("plain");
        assertThat(StorableText.mend("\ud834")).isEqualTo("\ufffd");
    }

    private static JsonValue read(String text) {
        return StrictJson.read(text.getBytes(StandardCharsets.UTF_8), 1024 * 1024);
    }
}
