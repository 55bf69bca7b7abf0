package io.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.http.RefusedException;
import io.holdfast.testing.FormCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartFormTest {
    private static final String TYPE = "multipart/form-data; boundary=b";

    private final List<String> read = new ArrayList<>();

    @Test
    void parts_are_read_in_the_order_they_come_with_their_names_and_files() throws IOException {
        String form = part("name=\"description\"", "größe")
                + part("name=\"artifact\"; filename=\"../a.mender\"", "bytes")
                + part("name=\"\"", "")
                + "--b--\r\n";

        read(TYPE, form);

        assertThat(read).containsExactly("description null größe", "artifact ../a.mender bytes", " null ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=\"b\"",
                "Multipart/Form-Data; charset=utf-8; boundary=b",
                "multipart/form-data;boundary=b; x=y"
            })
    void the_boundary_is_found_however_it_is_written(String type) throws IOException {
        read(type, part("name=\"a\"", "1") + "--b--");
        assertThat(read).containsExactly("a null 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text/plain; boundary=b",
                "multipart/mixed; boundary=b",
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\""
            })
    void a_body_that_is_no_form_is_400(String type) {
        malformed(type, part("name=\"a\"", "1") + "--b--");
    }

    @Test
    void a_form_that_ends_early_is_400_wherever_it_ends() {
        String form = part("name=\"a\"", "1") + part("name=\"b\"", "22") + "--b--";
        byte[] whole = form.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> MultipartForm.read(
                            new FormCall(TYPE, cut), part -> part.content().readAllBytes()))
                    .as("%s of %s bytes", length, whole.length)
                    .isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void what_a_reader_leaves_of_a_part_is_passed_over() throws IOException {
        List<String> names = new ArrayList<>();
        String form = part("name=\"a\"", "x".repeat(100_000)) + part("name=\"b\"", "y") + "--b--";

        MultipartForm.read(call(TYPE, form), part -> names.add(part.name()));

        assertThat(names).containsExactly("a", "b");
    }

    @Test
    void a_part_may_have_the_rest_read_before_its_effect() throws IOException {
        String form = part("name=\"artifact\"", "1") + part("name=\"late\"", "2") + "--b--";

        MultipartForm.read(call(TYPE, form), part -> {
            read.add("begin " + part.name());
            if (part.name().equals("artifact")) {
                part.rest().read();
                read.add("end " + part.name());
            }
        });

        assertThat(read).containsExactly("begin artifact", "begin late", "end artifact");
    }

    @Test
    void an_effect_that_waits_for_the_rest_does_not_happen_when_the_form_breaks_off() {
        String form = part("name=\"artifact\"", "1") + "--b\r\nContent-Disposition: form-da";

        assertThatThrownBy(() -> MultipartForm.read(call(TYPE, form), part -> {
                    part.rest().read();
                    read.add("effect of " + part.name());
                }))
                .isInstanceOf(RefusedException.class);
        assertThat(read).isEmpty();
    }

    @Test
    void parts_headers_texts_and_what_follows_are_bounded() throws IOException {
        String thirtyTwo = part("name=\"a\"", "").repeat(32);
        read(TYPE, thirtyTwo + "--b--");
        assertThat(read).hasSize(32);
        malformed(TYPE, thirtyTwo + part("name=\"a\"", "") + "--b--");
        malformed(TYPE, "--b\r\nX: " + "x".repeat(5_000) + "\r\n\r\n1\r\n--b--");
        read(TYPE, part("name=\"a\"", "") + "--b--" + " ".repeat(60_000));
        malformed(TYPE, part("name=\"a\"", "") + "--b--" + " ".repeat(80_000));
        assertThatThrownBy(() ->
                        MultipartForm.read(call(TYPE, part("name=\"a\"", "1234") + "--b--"), part -> part.text(3)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo("form.field-too-long"));
    }

    private void read(String type, String form) throws IOException {
        MultipartForm.read(
                call(type, form),
                part -> read.add(part.name() + " " + part.fileName().orElse("null") + " " + part.text(1_000)));
    }

    private void malformed(String type, String form) {
        assertThatThrownBy(() -> MultipartForm.read(
                        call(type, form), part -> part.content().readAllBytes()))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.refusal().status()).isEqualTo(400);
                    assertThat(refused.refusal().code()).isEqualTo("form.malformed");
                });
    }

    private static FormCall call(String type, String form) {
        return new FormCall(type, form.getBytes(StandardCharsets.UTF_8));
    }

    private static String part(String disposition, String content) {
        return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
    }
}
