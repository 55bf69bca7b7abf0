package io.holdfast.wire.artifact;

import io.holdfast.wire.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the header tar of format version 2: header-info, scripts, then files, type-info and perhaps meta-data of payload after
 * payload. It says less than version 3: a name and device types.
 */
final class HeaderReaderV2 {
    private static final JsonValue.Obj NOTHING = new JsonValue.Obj(new TreeMap<>());

    private final TarReader tar;
    private final long limitBytes;
    private final List<JsonValue.Obj> metadata = new ArrayList<>();
    private final Set<String> scripts = new HashSet<>();
    private int payload;
    private Step step = Step.FILES;

    /** What the next entry of a payload's header is. */
    private enum Step {
        FILES,
        TYPE_INFO,
        META_DATA
    }

    private HeaderReaderV2(TarReader tar, long limitBytes) {
        this.tar = tar;
        this.limitBytes = limitBytes;
    }

    static ArtifactHeader read(TarReader tar, long limitBytes) throws IOException {
        return new HeaderReaderV2(tar, limitBytes).read();
    }

    private ArtifactHeader read() throws IOException {
        TarEntry first = tar.next().orElseThrow(() -> missing("header-info"));
        if (!first.name().equals("header-info")) {
            throw ArtifactRefused.wrongOrder(first.name(), "header-info");
        }
        JsonValue.Obj info = HeaderJson.object("header-info", tar.readAll(first, limitBytes));
        List<Optional<String>> types = HeaderJson.updateTypes(info);
        for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
            readEntry(entry.get(), types.size());
        }
        if (step == Step.TYPE_INFO || metadata.size() != types.size()) {
            throw missing("the type-info of every payload");
        }
        return new ArtifactHeader(
                types,
                Map.of("artifact_name", HeaderJson.artifactName(info)),
                Map.of("device_type", HeaderJson.texts("header-info", info, "device_types_compatible")),
                metadata.stream()
                        .map(each -> new PayloadHeader(Map.of(), Map.of(), List.of(), each))
                        .toList());
    }

    private void readEntry(TarEntry entry, int payloads) throws IOException {
        String name = entry.name();
        if (name.startsWith("scripts/") && name.indexOf('/', 8) < 0 && payload == 0 && step == Step.FILES) {
            if (!scripts.add(name)) {
                throw ArtifactRefused.duplicate(name);
            }
        } else if (step == Step.META_DATA && name.equals(part(payload, "meta-data"))) {
            readMetadata(name, tar.readAll(entry, limitBytes));
            nextPayload();
        } else {
            if (step == Step.META_DATA) {
                nextPayload();
            }
            readRequired(entry, payloads);
        }
    }

    private void readRequired(TarEntry entry, int payloads) throws IOException {
        String name = entry.name();
        if (payload >= payloads) {
            throw unexpected(name);
        } else if (step == Step.FILES && name.equals(part(payload, "files"))) {
            // What it lists, the manifest lists too, with checksums; it has to be readable and no more.
            HeaderJson.texts(name, HeaderJson.object(name, tar.readAll(entry, limitBytes)), "files");
            step = Step.TYPE_INFO;
        } else if (step == Step.TYPE_INFO && name.equals(part(payload, "type-info"))) {
            HeaderJson.object(name, tar.readAll(entry, limitBytes));
            metadata.add(NOTHING);
            step = Step.META_DATA;
        } else {
            throw unexpected(name);
        }
    }

    private void readMetadata(String name, byte[] text) {
        if (text.length > 0) {
            metadata.set(payload, HeaderJson.object(name, text));
        }
    }

    private void nextPayload() {
        payload++;
        step = Step.FILES;
    }

    private static ArtifactRefused unexpected(String name) {
        return new ArtifactRefused("artifact.unexpected-entry", "\"" + name + "\" has no place in the header");
    }

    private static String part(int payload, String name) {
        return "headers/%04d/%s".formatted(payload, name);
    }

    private static ArtifactRefused missing(String what) {
        return new ArtifactRefused("artifact.missing-entry", "the header lacks " + what);
    }
}
