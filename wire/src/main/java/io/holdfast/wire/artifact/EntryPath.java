package io.holdfast.wire.artifact;

import io.holdfast.wire.json.StorableText;

/** Decides which names an artifact may contain: the device writes files under them. */
final class EntryPath {
    // The longest name that Linux file systems hold is 255 bytes; a path here has at most three parts.
    private static final int MAX_CHARS = 512;

    private EntryPath() {}

    static String require(String name) {
        if (name.isEmpty() || name.length() > MAX_CHARS || name.startsWith("/") || name.indexOf('\\') >= 0) {
            throw refusal();
        }
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw refusal();
            }
        }
        if (!StorableText.storable(name) || name.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == 0xfffd)) {
            throw refusal();
        }
        return name;
    }

    // Does not quote the name: it may hold anything.
    private static ArtifactRefused refusal() {
        return new ArtifactRefused(
                "artifact.path-traversal", "an entry has an absolute, climbing or otherwise dangerous name");
    }
}
