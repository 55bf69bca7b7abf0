package io.holdfast.wire.mender;

import static io.holdfast.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.wire.json.MalformedInput;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusReportTest {

    @ParameterizedTest
    @EnumSource(DeploymentStatus.class)
    void a_device_reports_its_own_statuses_and_none_of_the_servers(DeploymentStatus status) {
        String body = "{\"status\":\"" + status.wireName() + "\"}";

        assertThat(DeploymentStatus.ofWireName(status.wireName())).hasValue(status);
        if (status.reportable()) {
            assertThat(parse(body).status()).isEqualTo(status);
        } else {
            assertRefused("status.unknown", () -> parse(body));
        }
    }

    @Test
    void the_way_of_a_deployment_only_rises_and_ends() {
        DeploymentStatus[] way = {
            DeploymentStatus.PENDING,
            DeploymentStatus.DOWNLOADING,
            DeploymentStatus.PAUSE_BEFORE_INSTALLING,
            DeploymentStatus.INSTALLING,
            DeploymentStatus.PAUSE_BEFORE_REBOOTING,
            DeploymentStatus.REBOOTING,
            DeploymentStatus.PAUSE_BEFORE_COMMITTING,
            DeploymentStatus.SUCCESS
        };
        for (int i = 1; i < way.length; i++) {
            assertThat(way[i].rank()).isGreaterThan(way[i - 1].rank());
            assertThat(way[i - 1].finished()).isFalse();
        }
        assertThat(DeploymentStatus.values())
                .filteredOn(DeploymentStatus::finished)
                .containsExactly(
                        DeploymentStatus.SUCCESS,
                        DeploymentStatus.FAILURE,
                        DeploymentStatus.ALREADY_INSTALLED,
                        DeploymentStatus.NO_ARTIFACT,
                        DeploymentStatus.ABORTED,
                        DeploymentStatus.DECOMMISSIONED);
    }

    @Test
    void the_substate_is_optional() {
        assertThat(parse("{\"status\":\"installing\",\"substate\":\"half\"}").substate())
                .hasValue("half");
        assertThat(parse("{\"status\":\"installing\",\"substate\":\"\"}").substate())
                .isEmpty();
        assertThat(parse("{\"status\":\"installing\",\"substate\":null,\"x\":1}")
                        .substate())
                .isEmpty();
    }

    @Test
    void what_is_wrong_is_named() {
        assertRefused("status.unknown", () -> parse("{\"status\":\"SUCCESS\"}"));
        assertRefused("status.unknown", () -> parse("{\"status\":\"\"}"));
        assertRefused("request.field-missing", () -> parse("{}"));
        assertRefused("request.wrong-type", () -> parse("{\"status\":1}"));
        assertRefused("request.wrong-type", () -> parse("[\"success\"]"));
        assertRefused("request.text-not-storable", () -> parse("{\"status\":\"success\",\"substate\":\"\\u0000\"}"));
        assertRefused(
                "request.field-too-long",
                () -> parse("{\"status\":\"success\",\"substate\":\"" + "x".repeat(4097) + "\"}"));
    }

    @Test
    void a_refusal_becomes_a_body_with_sentence_request_and_code() {
        ErrorBody body = ErrorBody.of(new MalformedInput("a.b", "no \"x\""), "r-1");

        assertThat(new String(body.toJson(), StandardCharsets.UTF_8))
                .isEqualTo("{\"error\":\"no \\\"x\\\"\",\"request_id\":\"r-1\",\"code\":\"a.b\"}");
    }

    private static StatusReport parse(String body) {
        return StatusReport.parse(body.getBytes(StandardCharsets.UTF_8));
    }
}
