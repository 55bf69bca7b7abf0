package io.holdfast.wire.mender;

import static io.holdfast.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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
        assertThat(log.text()).endsWith(DeploymentLog.CUT_MARK);
        assertThat(log.text().getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(1000 + DeploymentLog.CUT_MARK.length());
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
