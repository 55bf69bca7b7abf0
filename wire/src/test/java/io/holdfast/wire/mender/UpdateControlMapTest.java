package io.holdfast.wire.mender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UpdateControlMapTest {
    private static final UUID DEPLOYMENT = UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e");

    /** What mender-client 3.4.0 takes for what is left out; written out, so that no client has to guess. */
    @ParameterizedTest
    @CsvSource({"CONTINUE,CONTINUE", "FORCE_CONTINUE,FORCE_CONTINUE", "PAUSE,FAIL", "FAIL,FAIL"})
    void what_is_left_out_of_a_state_is_what_clients_take(ControlAction action, ControlAction expired) {
        String said = "{\"states\":{\"ArtifactInstall_Enter\":{\"action\":\"" + action.wireName() + "\"}}}";

        UpdateControlMap map = UpdateControlMap.parse(json(said));

        Control control = new Control(action, expired, action);
        assertThat(map).isEqualTo(new UpdateControlMap(0, new TreeMap<>(Map.of(ControlPoint.INSTALL, control))));
        assertThat(Control.of(action)).isEqualTo(control);
    }

    @ParameterizedTest
    @EnumSource
    void every_action_at_every_point_with_every_follow_up_is_read_back(ControlPoint point) {
        for (ControlAction action : ControlAction.values()) {
            for (ControlAction expired : ControlAction.values()) {
                for (ControlAction executed : ControlAction.values()) {
                    if (expired == ControlAction.PAUSE) {
                        continue;
                    }
                    UpdateControlMap map = new UpdateControlMap(
                            -10, new TreeMap<>(Map.of(point, new Control(action, expired, executed))));

                    UpdateControlMap again = UpdateControlMap.ofText(map.text());

                    assertThat(again).isEqualTo(map).hasSameHashCodeAs(map);
                }
            }
        }
    }

    @Test
    void a_device_is_given_its_deployments_id_and_nothing_that_a_client_does_not_know() {
        UpdateControlMap map = UpdateControlMap.parse(json("""
            {"id":"ffffffff-d9cb-469f-a165-70867728950e","priority":3,
             "states":{"ArtifactReboot_Enter":{"action":"pause","on_map_expire":"","on_action_executed":"continue"}}}
            """));

        String expected = "{\"id\":\"" + DEPLOYMENT + "\",\"priority\":3,\"states\":{\"ArtifactReboot_Enter\":"
                + "{\"action\":\"pause\",\"on_map_expire\":\"fail\",\"on_action_executed\":\"continue\"}}}";
        assertThat(new String(map.answer(DEPLOYMENT), StandardCharsets.UTF_8))
                .isEqualTo("{\"update_control_map\":" + expected + "}");
        assertThat(new String(offer(Optional.of(map)).toJson(), StandardCharsets.UTF_8))
                .endsWith("\"device_types_compatible\":[\"a\"]},\"update_control_map\":" + expected + "}");
        assertThat(new String(offer(Optional.empty()).toJson(), StandardCharsets.UTF_8))
                .doesNotContain("control");
    }

    @Test
    void nothing_said_lets_everybody_go_on() {
        for (String empty : List.of("{}", "{\"states\":{}}", "{\"states\":null,\"priority\":0.0}")) {
            assertThat(UpdateControlMap.parse(json(empty))).isEqualTo(UpdateControlMap.GO_ON);
        }
        assertThat(UpdateControlMap.GO_ON.text()).isEqualTo("{\"priority\":0,\"states\":{}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|request.wrong-type",
                "{\"states\":[]}|request.wrong-type",
                "{\"states\":{\"ArtifactInstall_Enter\":\"pause\"}}|request.wrong-type",
                "{\"states\":{\"ArtifactInstall_Enter\":{\"action\":1}}}|request.wrong-type",
                "{\"stamp\":1}|control-map.unknown-field",
                "{\"states\":{\"ArtifactInstall_Enter\":{\"action\":\"pause\",\"until\":1}}}|control-map.unknown-field",
                "{\"states\":{\"ArtifactInstall_Leave\":{\"action\":\"pause\"}}}|control-map.unknown-state",
                "{\"states\":{\"ArtifactInstall_Enter\":{\"action\":\"stop\"}}}|control-map.unknown-action",
                "{\"states\":{\"ArtifactInstall_Enter\":{\"action\":\"PAUSE\"}}}|control-map.unknown-action",
                "{\"states\":{\"ArtifactInstall_Enter\":{\"on_map_expire\":\"pause\"}}}|control-map.expiry-cannot-pause",
                "{\"priority\":11}|control-map.priority",
                "{\"priority\":-11}|control-map.priority",
                "{\"priority\":0.5}|control-map.priority",
                "{\"priority\":1e99}|control-map.priority",
                "{\"priority\":\"1\"}|request.wrong-type"
            })
    void what_no_client_would_understand_is_refused(String said, String code) {
        assertThatThrownBy(() -> UpdateControlMap.parse(json(said)))
                .isInstanceOfSatisfying(
                        MalformedInput.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void a_stored_map_of_another_form_is_unreadable_and_never_guessed() {
        assertThatThrownBy(() -> UpdateControlMap.ofText("{\"states\":{\"Later_Enter\":{}}}"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UpdateControlMap.ofText("")).isInstanceOf(IllegalArgumentException.class);
    }

    private static NextResponse offer(Optional<UpdateControlMap> map) {
        return new NextResponse(DEPLOYMENT, DEPLOYMENT, "r", "https://h/x", Instant.EPOCH, List.of("a"), map);
    }

    private static JsonValue json(String text) {
        return StrictJson.read(text.getBytes(StandardCharsets.UTF_8), 4096);
    }
}
