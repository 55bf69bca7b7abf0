package io.holdfast.wire.artifact;

import io.holdfast.wire.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * One payload: what an update module gets.
 *
 * @param type the update module; none in a bootstrap artifact
 * @param files in the order of the artifact
 * @param metadata free form, often empty
 */
public record ArtifactUpdate(Optional<String> type, List<ArtifactFile> files, JsonValue.Obj metadata) {
    /** Copies. */
    public ArtifactUpdate {
        files = List.copyOf(files);
    }
}
