package io.holdfast.wire.artifact;

import io.holdfast.wire.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Gathers the parts of an artifact into its {@link ArtifactInfo}. */
final class ArtifactSummary {
    private static final int MAX_NAME_CHARS = 256;

    private int version = ArtifactInfo.VERSION_MAX;
    private Optional<ManifestSignature> signature = Optional.empty();
    private final TreeMap<String, String> provides = new TreeMap<>();
    private final TreeMap<String, List<String>> depends = new TreeMap<>();
    private final Set<String> clearsProvides = new LinkedHashSet<>();
    private final List<Optional<String>> types = new ArrayList<>();
    private final List<TreeMap<String, JsonValue>> metadata = new ArrayList<>();
    private final List<List<ArtifactFile>> files = new ArrayList<>();

    void version(int number) {
        version = number;
    }

    void signed(ManifestSignature by) {
        signature = Optional.of(by);
    }

    void header(ArtifactHeader header) {
        types.addAll(header.payloadTypes());
        for (int i = 0; i < types.size(); i++) {
            metadata.add(new TreeMap<>());
            files.add(List.of());
        }
        provides.putAll(header.provides());
        depends.putAll(header.depends());
        merge(header);
    }

    /** What was added after signing: it may add to what was signed, never change it or the number of payloads. */
    void augment(ArtifactHeader header) {
        if (header.payloadTypes().size() != types.size()) {
            throw ArtifactRefused.malformed("header-augment", "it has another number of payloads than the header");
        }
        merge(header);
    }

    int payloads() {
        return types.size();
    }

    void files(int payload, List<ArtifactFile> found) {
        files.set(payload, found);
    }

    ArtifactInfo info(long size) {
        String name = Optional.ofNullable(provides.get("artifact_name"))
                .filter(text -> !text.isEmpty() && text.length() <= MAX_NAME_CHARS)
                .orElseThrow(() -> ArtifactRefused.malformed(
                        "header-info", "\"artifact_name\" must have 1 to " + MAX_NAME_CHARS + " characters"));
        List<String> deviceTypes = depends.getOrDefault("device_type", List.of());
        if (deviceTypes.isEmpty()) {
            throw ArtifactRefused.malformed("header-info", "\"device_type\" must name at least one device type");
        }
        List<ArtifactUpdate> updates = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            updates.add(new ArtifactUpdate(types.get(i), files.get(i), new JsonValue.Obj(metadata.get(i))));
        }
        return new ArtifactInfo(
                name,
                Optional.ofNullable(provides.get("artifact_group")),
                deviceTypes,
                version,
                signature,
                updates,
                provides,
                depends,
                List.copyOf(clearsProvides),
                size);
    }

    private void merge(ArtifactHeader header) {
        for (int i = 0; i < header.payloads().size(); i++) {
            PayloadHeader payload = header.payloads().get(i);
            // The header's own names win: a payload cannot rename the artifact or widen its device types.
            payload.provides().forEach(provides::putIfAbsent);
            for (Map.Entry<String, List<String>> depend : payload.depends().entrySet()) {
                depends.putIfAbsent(depend.getKey(), depend.getValue());
            }
            clearsProvides.addAll(payload.clearsProvides());
            payload.metadata().members().forEach(metadata.get(i)::putIfAbsent);
        }
    }
}
