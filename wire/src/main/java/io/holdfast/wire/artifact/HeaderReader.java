package io.holdfast.wire.artifact;

import io.holdfast.wire.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads a header tar: header-info, scripts, then type-info and perhaps meta-data of payload after payload. */
final class HeaderReader {
    private static final JsonValue.Obj NOTHING = new JsonValue.Obj(new TreeMap<>());

    private final TarReader tar;
    private final long limitBytes;
    private final List<PayloadHeader> payloads = new ArrayList<>();
    private final Set<String> scripts = new HashSet<>();
    private boolean metadataRead;

    private HeaderReader(TarReader tar, long limitBytes) {
        this.tar = tar;
        this.limitBytes = limitBytes;
    }

    static ArtifactHeader read(TarReader tar, long limitBytes) throws IOException {
        return new HeaderReader(tar, limitBytes).read();
    }

    private ArtifactHeader read() throws IOException {
        TarEntry first = tar.next().orElseThrow(() -> missing("header-info"));
        if (!first.name().equals("header-info")) {
            throw ArtifactRefused.wrongOrder(first.name(), "header-info");
        }
        JsonValue.Obj info = HeaderJson.object("header-info", tar.readAll(first, limitBytes));
        for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
            readEntry(entry.get());
        }
        List<Optional<String>> types = HeaderJson.payloadTypes(info);
        if (types.size() != payloads.size()) {
            throw missing("the type-info of every payload");
        }
        return new ArtifactHeader(
                types,
                HeaderJson.provides("header-info", info),
                HeaderJson.depends("header-info", info),
                List.copyOf(payloads));
    }

    private void readEntry(TarEntry entry) throws IOException {
        String name = entry.name();
        if (name.startsWith("scripts/") && name.indexOf('/', 8) < 0) {
            if (!payloads.isEmpty()) {
                throw ArtifactRefused.wrongOrder(name, "a part of a payload's header");
            }
            if (!scripts.add(name)) {
                throw ArtifactRefused.duplicate(name);
            }
        } else if (name.equals(typeInfo(payloads.size()))) {
            readTypeInfo(name, tar.readAll(entry, limitBytes));
        } else if (!payloads.isEmpty() && name.equals(metadata(payloads.size() - 1))) {
            readMetadata(name, tar.readAll(entry, limitBytes));
        } else {
            throw unexpected(name);
        }
    }

    private void readTypeInfo(String name, byte[] text) {
        JsonValue.Obj info = HeaderJson.object(name, text);
        metadataRead = false;
        payloads.add(new PayloadHeader(
                HeaderJson.provides(name, info),
                HeaderJson.depends(name, info),
                HeaderJson.clearsProvides(name, info),
                NOTHING));
    }

    private void readMetadata(String name, byte[] text) {
        if (metadataRead) {
            throw ArtifactRefused.duplicate(name);
        }
        metadataRead = true;
        if (text.length > 0) {
            PayloadHeader bare = payloads.removeLast();
            payloads.add(new PayloadHeader(
                    bare.provides(), bare.depends(), bare.clearsProvides(), HeaderJson.object(name, text)));
        }
    }

    private ArtifactRefused unexpected(String name) {
        for (int i = 0; i < payloads.size(); i++) {
            if (name.equals(typeInfo(i))) {
                return ArtifactRefused.duplicate(name);
            }
        }
        if (name.equals("header-info")) {
            return ArtifactRefused.duplicate(name);
        }
        return new ArtifactRefused("artifact.unexpected-entry", "\"" + name + "\" has no place in the header");
    }

    private static String typeInfo(int payload) {
        return "headers/%04d/type-info".formatted(payload);
    }

    private static String metadata(int payload) {
        return "headers/%04d/meta-data".formatted(payload);
    }

    private static ArtifactRefused missing(String what) {
        return new ArtifactRefused("artifact.missing-entry", "the header lacks " + what);
    }
}
