package io.holdfast.release;

import io.holdfast.platform.json.Json;
import io.holdfast.wire.artifact.ArtifactFile;
import io.holdfast.wire.artifact.ArtifactInfo;
import io.holdfast.wire.artifact.ArtifactUpdate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What an artifact says of itself, in the form in which the management API shows it. */
final class ArtifactContents {
    /** A list of 10,000 artifacts has all of theirs; a payload with more is shown without. */
    private static final int METADATA_CHARS_MAX = 16 * 1024;

    private ArtifactContents() {}

    static String json(ArtifactInfo info) {
        ObjectNode json = Json.object();
        json.putObject("info").put("format", ArtifactInfo.FORMAT).put("version", info.version());
        ArrayNode updates = json.putArray("updates");
        info.updates().forEach(update -> updates.add(json(update)));
        ObjectNode provides = json.putObject("artifact_provides");
        info.provides().forEach(provides::put);
        ObjectNode depends = json.putObject("artifact_depends");
        info.depends().forEach((key, values) -> values.forEach(depends.putArray(key)::add));
        info.clearsProvides().forEach(json.putArray("clears_artifact_provides")::add);
        return Json.text(json);
    }

    private static ObjectNode json(ArtifactUpdate update) {
        ObjectNode json = Json.object();
        ObjectNode typeInfo = json.putObject("type_info");
        // A bootstrap artifact has a payload of no type; Mender's own form of it is null.
        update.type().ifPresentOrElse(type -> typeInfo.put("type", type), () -> typeInfo.putNull("type"));
        ArrayNode files = json.putArray("files");
        for (ArtifactFile file : update.files()) {
            files.addObject()
                    .put("name", file.name())
                    .put("checksum", file.checksum())
                    .put("size", file.size())
                    .put("date", file.date().toString());
        }
        String metadata = update.metadata().canonical();
        if (metadata.length() <= METADATA_CHARS_MAX) {
            json.set("metadata", Json.tree(metadata));
        }
        json.putArray("meta_data");
        return json;
    }
}
