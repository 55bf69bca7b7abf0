package io.holdfast.wire.mender;

import static io.holdfast.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeploymentLogTest {

    @Test
    void messages_become_lines() {
        DeploymentLog log = parse(
                "{\"messages\":[{\"timestamp\":\"2026-11-21T10:00:00Z\",\"level\":\"info\",\"message\":\"started\"},"
                        + "{\"level\":\"error\",\"timestamp\":\"2026-11-21T10:00:01Z\",\"message\":\"no \\\"x\\\"\"}]}",
                1000);

        assertThat(log)
                .isEqualTo(new DeploymentLog(
                        "2026-11-21T10:00:00Z info: started\n2026-11-21T10:00:01Z error: no \"x\"\n", 2, false));
    }

    @Test
    void an_untidy_log_is_kept() {
        DeploymentLog log = parse(
                "{\"x\":{},\"messages\":[{},{\"message\":\"a\\u0000\\ud800b\",\"extra\":[1,{}]},\"plain\",7,null,[1],"
                        + "{\"timestamp\":5,\"level\":null,\"message\":{\"deep\":[]}}]}",
                1000);

        assertThat(log.text()).isEqualTo("- -: \n- -: a\ufffd\ufffdb\nplain\n7\nnull\n5 null: \n");
        assertThat(log.messages()).isEqualTo(7);
    }

    @Test
    void too_much_is_cut_off_with_a_mark_and_counted() {
        String message = "{\"timestamp\":\"t\",\"level\":\"l\",\"message\":\"" + "é".repeat(50) + "\"}";
        String body = "{\"messages\":[" + (message + ",").repeat(99_999) + message + "]}";

        DeploymentLog log = parse(body, 1000);

        assertThat(log.truncated()).isTrue();
        assertThat(log.messages()).isEqualTo(100_000);
        assertThat(log.text())
                .contains(DeploymentLog.CUT_MARK)
                .startsWith("t l: ")
                .endsWith("é\n");
        assertThat(log.text().getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(1000 + DeploymentLog.MARK_BYTES_MAX);
    }

    @Test
    void of_too_much_the_beginning_and_the_end_are_kept_and_the_mark_says_how_much_is_missing() {
        StringBuilder body = new StringBuilder("{\"messages\":[");
        for (int i = 0; i < 1000; i++) {
            body.append(i == 0 ? "" : ",").append("{\"timestamp\":\"t\",\"level\":\"l\",\"message\":\"" + i + "\"}");
        }

        DeploymentLog log = parse(body.append("]}").toString(), 400);

        List<String> lines = log.text().lines().toList();
        assertThat(lines.getFirst()).isEqualTo("t l: 0");
        assertThat(lines.getLast()).isEqualTo("t l: 999");
        long kept = lines.size() - 1;
        assertThat(lines)
                .contains(lines.stream()
                        .filter(line -> line.startsWith(DeploymentLog.CUT_MARK + (1000 - kept) + " messages, "))
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void a_log_that_fits_is_kept_whole_to_the_byte() {
        String line = "t l: 12345\n";
        String message = "{\"timestamp\":\"t\",\"level\":\"l\",\"message\":\"12345\"}";
        String body = "{\"messages\":[" + (message + ",").repeat(9) + message + "]}";

        assertThat(parse(body, 10 * line.length())).isEqualTo(new DeploymentLog(line.repeat(10), 10, false));
        assertThat(parse(body, 10 * line.length() - 2).truncated()).isTrue();
    }

    @Test
    void one_endless_message_loses_its_middle_and_not_the_others() {
        String body = "{\"messages\":[{\"message\":\"first\"},{\"message\":\"b" + "x".repeat(100_000)
                + "e\"},{\"message\":\"last\"}]}";

        DeploymentLog log = parse(body, 1000);

        assertThat(log.truncated()).isTrue();
        assertThat(log.text()).contains("first", ": bxx", "xxe", "last", "bytes cut]");
    }

    @Test
    void of_a_body_that_is_too_long_to_read_the_ends_are_kept_as_they_came() {
        DeploymentLog log = DeploymentLog.ofEnds(
                "{\"messages\":".getBytes(StandardCharsets.UTF_8),
                "it broke\"}]}".getBytes(StandardCharsets.UTF_8),
                5000);

        assertThat(log.truncated()).isTrue();
        assertThat(log.text())
                .startsWith("{\"messages\":\n" + DeploymentLog.CUT_MARK + "4976 bytes")
                .endsWith("it broke\"}]}\n");
    }

    @Test
    void what_is_no_log_is_refused() {
        assertRefused("request.malformed-json", () -> parse("{\"messages\":[{\"level\":\"x\"}", 100));
        assertRefused("request.malformed-json", () -> parse("{\"messages\":[]} x", 100));
        assertRefused("request.wrong-type", () -> parse("[]", 100));
        assertRefused("request.wrong-type", () -> parse("", 100));
        assertRefused("request.field-missing", () -> parse("{}", 100));
        assertRefused("request.field-missing", () -> parse("{\"messages\":{}}", 100));
        assertRefused("request.too-complex", () -> parse("{\"messages\":" + "[".repeat(100_000), 100));
    }

    private static DeploymentLog parse(String body, int maxTextBytes) {
        return DeploymentLog.parse(body.getBytes(StandardCharsets.UTF_8), maxTextBytes);
    }
}
