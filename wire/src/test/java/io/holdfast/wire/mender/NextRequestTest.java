package io.holdfast.wire.mender;

import static io.holdfast.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextRequestTest {
    private static final String PROVIDES =
            "{\"artifact_name\":\"rel-1\",\"device_type\":\"qemu\",\"rootfs-image.checksum\":\"ab\",\"x\":\"y\"}";

    @Test
    void both_forms_of_the_body_and_the_query_are_read() {
        NextRequest v2 = v2("{\"device_provides\":" + PROVIDES + ",\"update_control_map\":true}");
        NextRequest v1 = v1(PROVIDES);
        NextRequest query = NextRequest.ofQuery(Optional.of("rel-1"), Optional.of("qemu"));

        for (NextRequest request : List.of(v2, v1, query)) {
            assertThat(request.artifactName()).isEqualTo("rel-1");
            assertThat(request.deviceType()).isEqualTo("qemu");
        }
        assertThat(v2.updateControlMap()).isTrue();
        assertThat(v1.updateControlMap()).isFalse();
        assertThat(v2.provides())
                .isEqualTo(v1.provides())
                .containsEntry("rootfs-image.checksum", "ab")
                .hasSize(4);
        assertThat(query.provides()).isEqualTo(Map.of("artifact_name", "rel-1", "device_type", "qemu"));
    }

    @Test
    void a_slice_of_a_larger_array_is_read() {
        byte[] body = ("###{\"device_provides\":" + PROVIDES + "}###").getBytes(StandardCharsets.UTF_8);

        NextRequest request = NextRequest.parseV2(body, 3, body.length - 6);

        assertThat(request.artifactName()).isEqualTo("rel-1");
        assertThat(request.provides()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "request.malformed-json|``",
                "request.malformed-json|{",
                "request.malformed-json|{\"device_provides\":{\"artifact_name\":\"a\",\"device_type\":\"d\"}",
                "request.malformed-json|{\"device_provides\":{\"artifact_name\":\"a\",\"device_type\":\"d\"}} x",
                "request.malformed-json|{\"device_provides\":{\"artifact_name\":\"a\",\"device_type\":\"d\"}}{}",
                "request.wrong-type|[]",
                "request.wrong-type|\"x\"",
                "request.wrong-type|{\"device_provides\":[]}",
                "request.wrong-type|{\"device_provides\":null}",
                "request.wrong-type|{\"device_provides\":{\"artifact_name\":1,\"device_type\":\"d\"}}",
                "request.wrong-type|{\"device_provides\":{\"artifact_name\":\"a\",\"device_type\":\"d\",\"z\":{}}}",
                "request.wrong-type|{\"update_control_map\":\"yes\",\"device_provides\":{}}",
                "request.field-missing|{}",
                "request.field-missing|{\"device_provides\":{}}",
                "request.field-missing|{\"device_provides\":{\"artifact_name\":\"a\"}}",
                "request.field-missing|{\"device_provides\":{\"device_type\":\"d\"}}",
                "request.field-missing|{\"device_provides\":{\"artifact_name\":\"\",\"device_type\":\"d\"}}",
                "request.duplicate-key|{\"device_provides\":{\"artifact_name\":\"a\",\"artifact_name\":\"b\"}}",
                "request.duplicate-key|{\"device_provides\":{},\"device_provides\":{}}",
                "request.text-not-storable|{\"device_provides\":{\"artifact_name\":\"\\u0000\",\"device_type\":\"d\"}}",
                "request.text-not-storable|{\"device_provides\":{\"artifact_name\":\"a\",\"device_type\":\"\\ud800\"}}",
            })
    void what_is_wrong_is_named(String code, String body) {
        assertRefused(code, () -> v2(body));
    }

    @Test
    void names_and_bodies_have_limits() {
        String name = "n".repeat(NextRequest.MAX_NAME_CHARS);

        assertThat(v1("{\"artifact_name\":\"" + name + "\",\"device_type\":\"d\"}")
                        .artifactName())
                .isEqualTo(name);
        assertRefused(
                "request.field-too-long", () -> v1("{\"artifact_name\":\"" + name + "n\",\"device_type\":\"d\"}"));
        assertRefused("request.too-large", () -> NextRequest.parseV1(new byte[NextRequest.MAX_BYTES + 1], 0, 65_537));
        assertRefused("request.too-complex", () -> v2("{\"x\":" + "[".repeat(1000) + "]".repeat(1000) + "}"));
        assertRefused("request.field-missing", () -> NextRequest.ofQuery(Optional.empty(), Optional.of("d")));
        assertRefused("request.field-missing", () -> NextRequest.ofQuery(Optional.of("a"), Optional.of("")));
        assertRefused("request.text-not-storable", () -> NextRequest.ofQuery(Optional.of("a\0"), Optional.of("d")));
    }

    @Test
    void provides_that_nobody_asked_for_are_judged_when_somebody_does() {
        NextRequest request = v1("{\"artifact_name\":\"a\",\"device_type\":\"d\",\"x\":\"\\u0000\"}");

        assertThat(request.artifactName()).isEqualTo("a");
        assertRefused("request.text-not-storable", request::provides);
    }

    @Test
    void the_answer_is_what_mender_clients_understand() {
        NextResponse response = new NextResponse(
                UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e"),
                UUID.fromString("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
                "rel \"2\"",
                "https://h/x?a=1&s=secret",
                Instant.parse("2026-11-22T10:00:00.123Z"),
                List.of("a", "b"),
                Optional.empty());

        assertThat(new String(response.toJson(), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"0f8fad5b-d9cb-469f-a165-70867728950e\",\"artifact\":{"
                        + "\"id\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\",\"artifact_name\":\"rel \\\"2\\\"\","
                        + "\"source\":{\"uri\":\"https://h/x?a=1&s=secret\",\"expire\":\"2026-11-22T10:00:00Z\"},"
                        + "\"device_types_compatible\":[\"a\",\"b\"]}}");
        assertThat(response.toString()).doesNotContain("secret");
    }

    private static NextRequest v2(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return NextRequest.parseV2(bytes, 0, bytes.length);
    }

    private static NextRequest v1(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return NextRequest.parseV1(bytes, 0, bytes.length);
    }
}
