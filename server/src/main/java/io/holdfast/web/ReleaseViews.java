package io.holdfast.web;

import io.holdfast.platform.json.Json;
import io.holdfast.release.Artifact;
import io.holdfast.release.ArtifactUse;
import io.holdfast.release.Signing;
import io.holdfast.web.view.Attribute;
import io.holdfast.web.view.Chip;
import io.holdfast.web.view.ReleaseRow;
import io.holdfast.web.view.ReleaseView;
import io.holdfast.wire.artifact.ManifestSignature;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Makes what the release pages show. */
final class ReleaseViews {
    private final PageFrame frame;

    ReleaseViews(PageFrame frame) {
        this.frame = frame;
    }

    ReleaseRow row(Artifact artifact) {
        return new ReleaseRow(
                artifact.id().toString(),
                artifact.name(),
                artifact.description(),
                artifact.deviceTypes(),
                ReleasePages.size(artifact.size()),
                signature(artifact.signing()).chip(),
                frame.when(artifact.modified()),
                "/deployments/new?release=" + URLEncoder.encode(artifact.name(), StandardCharsets.UTF_8));
    }

    ReleaseView view(Artifact artifact, List<ArtifactUse> uses) {
        JsonNode contents = Json.tree(artifact.contentsJson());
        JsonNode info = contents.path("info");
        List<String> clears = new ArrayList<>();
        contents.path("clears_artifact_provides").forEach(each -> clears.add(each.asString("")));
        return new ReleaseView(
                row(artifact),
                info.path("format").asString("mender") + ", version "
                        + info.path("version").asInt(3),
                signature(artifact.signing()),
                payloads(contents.path("updates")),
                attributes(contents.path("artifact_provides")),
                attributes(contents.path("artifact_depends")),
                clears,
                uses.stream()
                        .map(use -> new ReleaseView.Use(
                                use.deployment().toString(), use.name(), use.active(), frame.when(use.created())))
                        .toList());
    }

    private static ReleaseView.SignatureView signature(Signing signing) {
        return switch (signing) {
            case Signing.Unsigned unsigned ->
                new ReleaseView.SignatureView(
                        new Chip("Not signed", Chip.Tone.QUIET), "Devices that verify signatures refuse it.");
            case Signing.Signed signed -> signature(signed);
        };
    }

    private static ReleaseView.SignatureView signature(Signing.Signed signed) {
        String how = switch (signed.algorithm()) {
            case RSA -> "Signed with RSA";
            case ECDSA -> "Signed with ECDSA";
            case UNKNOWN -> "Signed in a way that this server does not know";
        };
        if (signed.verifiedBy().isEmpty()) {
            String why =
                    signed.algorithm() == ManifestSignature.Algorithm.UNKNOWN ? "." : ", by none of your signing keys.";
            return new ReleaseView.SignatureView(new Chip("Signed, unknown key", Chip.Tone.WAITING), how + why);
        }
        String by = signed.verifiedBy().stream().map(Signing.KeyName::name).collect(Collectors.joining(", "));
        return new ReleaseView.SignatureView(new Chip("Signed, verified", Chip.Tone.GOOD), how + " by " + by + ".");
    }

    private static List<ReleaseView.Payload> payloads(JsonNode updates) {
        List<ReleaseView.Payload> payloads = new ArrayList<>();
        for (JsonNode update : updates) {
            List<ReleaseView.File> files = new ArrayList<>();
            for (JsonNode file : update.path("files")) {
                files.add(new ReleaseView.File(
                        file.path("name").asString(""),
                        ReleasePages.size(file.path("size").asLong(0)),
                        file.path("checksum").asString("")));
            }
            Optional<String> type = Optional.of(
                            update.path("type_info").path("type").asString(""))
                    .filter(text -> !text.isEmpty());
            payloads.add(new ReleaseView.Payload(type, files));
        }
        return payloads;
    }

    private static List<Attribute> attributes(JsonNode object) {
        List<Attribute> attributes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            List<String> values = new ArrayList<>();
            if (member.getValue().isArray()) {
                member.getValue().forEach(each -> values.add(each.asString("")));
            } else {
                values.add(member.getValue().asString(""));
            }
            attributes.add(new Attribute(member.getKey(), String.join(", ", values)));
        }
        return attributes;
    }
}
