package io.holdfast.wire.artifact;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The list of checksums that an artifact promises; what was read is ticked off, and at the end nothing may be left. */
final class Manifest {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");

    private final Map<String, String> promised = new TreeMap<>();
    private final Set<String> kept = new HashSet<>();

    /** Adds the lines {@code sha256hex␠␠name} of a manifest. */
    void add(byte[] text) {
        for (String line : new String(text, StandardCharsets.UTF_8).split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new ArtifactRefused(
                        "artifact.malformed-manifest", "a line of the manifest is not a checksum and a name");
            }
            String name = EntryPath.require(matcher.group(2));
            if (promised.put(name, matcher.group(1)) != null) {
                throw ArtifactRefused.duplicate(name);
            }
        }
    }

    /** Checks what was read under {@code name}, and returns the checksum as hex digits. */
    String keep(String name, byte[] sha256) {
        requirePromised(name);
        String found = HexFormat.of().formatHex(sha256);
        if (!found.equals(promised.get(name))) {
            throw new ArtifactRefused(
                    "artifact.checksum-mismatch", "\"" + name + "\" does not have the checksum in the manifest");
        }
        if (!kept.add(name)) {
            throw ArtifactRefused.duplicate(name);
        }
        return found;
    }

    /** Refuses a name that is not in the manifest, before its content is read. */
    void requirePromised(String name) {
        if (!promised.containsKey(name)) {
            throw new ArtifactRefused("artifact.not-in-manifest", "\"" + name + "\" is not in the manifest");
        }
        if (kept.contains(name)) {
            throw ArtifactRefused.duplicate(name);
        }
    }

    /** Refuses an artifact that lacks something its manifest has. */
    void requireAllKept() {
        for (String name : promised.keySet()) {
            if (!kept.contains(name)) {
                throw new ArtifactRefused(
                        "artifact.missing-entry", "\"" + name + "\" is in the manifest and not in the artifact");
            }
        }
    }
}
