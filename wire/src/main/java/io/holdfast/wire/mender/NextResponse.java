package io.holdfast.wire.mender;

import io.holdfast.wire.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The 200 answer to {@code next}: install this artifact.
 *
 * @param deploymentId what the device's reports will name
 * @param artifactId the chosen artifact, as a text that clients only repeat
 * @param artifactName the name of its release
 * @param sourceUri where it is downloaded; must work without an Authorization header
 * @param sourceExpires until when
 * @param deviceTypes the device types it may be installed on; the client refuses an artifact for another
 * @param controlMap where the device waits; only for a device that said that it understands one
 * @param type what kind of deployment it is, where that is not a release
 */
public record NextResponse(
        UUID deploymentId,
        String artifactId,
        String artifactName,
        String sourceUri,
        Instant sourceExpires,
        List<String> deviceTypes,
        Optional<UpdateControlMap> controlMap,
        Optional<String> type) {

    /** An artifact of a release. */
    public NextResponse(
            UUID deploymentId,
            UUID artifactId,
            String artifactName,
            String sourceUri,
            Instant sourceExpires,
            List<String> deviceTypes,
            Optional<UpdateControlMap> controlMap) {
        this(
                deploymentId,
                artifactId.toString(),
                artifactName,
                sourceUri,
                sourceExpires,
                deviceTypes,
                controlMap,
                Optional.empty());
    }

    /** A configuration: its artifact is made for the device, and named after deployment and device, as Mender does. */
    public static NextResponse ofConfiguration(
            UUID deploymentId,
            UUID deviceId,
            String artifactName,
            String sourceUri,
            Instant sourceExpires,
            String deviceType,
            Optional<UpdateControlMap> controlMap) {
        return new NextResponse(
                deploymentId,
                deploymentId.toString() + deviceId,
                artifactName,
                sourceUri,
                sourceExpires,
                List.of(deviceType),
                controlMap,
                Optional.of("configuration"));
    }

    /** Copies. */
    public NextResponse {
        deviceTypes = List.copyOf(deviceTypes);
    }

    /** The body, UTF-8. */
    public byte[] toJson() {
        StringBuilder out = new StringBuilder(512);
        out.append("{\"id\":\"").append(deploymentId);
        out.append("\",\"artifact\":{\"id\":\"").append(artifactId);
        JsonText.quote(out.append("\",\"artifact_name\":"), artifactName);
        JsonText.quote(out.append(",\"source\":{\"uri\":"), sourceUri);
        out.append(",\"expire\":\"").append(sourceExpires.truncatedTo(ChronoUnit.SECONDS));
        out.append("\"},\"device_types_compatible\":[");
        for (int i = 0; i < deviceTypes.size(); i++) {
            JsonText.quote(i == 0 ? out : out.append(','), deviceTypes.get(i));
        }
        out.append("]}");
        type.ifPresent(word -> JsonText.quote(out.append(",\"type\":"), word));
        controlMap.ifPresent(map -> map.write(out.append(",\"update_control_map\":"), deploymentId));
        return out.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The URI is signed, so it is a credential until it expires. */
    @Override
    public String toString() {
        return "NextResponse[deploymentId=" + deploymentId + ", artifactId=" + artifactId + ", artifactName="
                + artifactName + ", sourceUri=‹redacted›]";
    }
}
