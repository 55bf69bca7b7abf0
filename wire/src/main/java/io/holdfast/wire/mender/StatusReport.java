package io.holdfast.wire.mender;

import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.json.StrictJson;
import java.util.Optional;

/**
 * The body of {@code PUT …/deployments/{id}/status}.
 *
 * @param status one that devices report
 * @param substate the device's own words, if any
 */
public record StatusReport(DeploymentStatus status, Optional<String> substate) {
    /** Bytes of the body; a real one takes 60. */
    public static final int MAX_BYTES = 16 * 1024;

    private static final int MAX_STATUS_CHARS = 64;
    private static final int MAX_SUBSTATE_CHARS = 4096;

    /**
     * Reads the body; unknown keys are ignored.
     *
     * @throws MalformedInput {@code status.unknown} for a status that does not exist or that devices cannot report, and those
     *     beginning with {@code request.}
     */
    public static StatusReport parse(byte[] body) {
        JsonValue.Obj object = StrictJson.readObject(body, MAX_BYTES);
        DeploymentStatus status = DeploymentStatus.ofWireName(object.text("status", MAX_STATUS_CHARS))
                .filter(DeploymentStatus::reportable)
                .orElseThrow(() ->
                        new MalformedInput("status.unknown", "\"status\" is not a status that a device can report"));
        Optional<String> substate = object.optionalText("substate", MAX_SUBSTATE_CHARS);
        return new StatusReport(status, substate.filter(text -> !text.isEmpty()));
    }
}
