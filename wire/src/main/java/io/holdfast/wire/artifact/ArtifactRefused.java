package io.holdfast.wire.artifact;

import io.holdfast.wire.json.InputRefused;
import java.io.Serial;

/** An upload is not an artifact that can be served: answered with 400, {@link #code()} and {@link #sentence()}. */
public final class ArtifactRefused extends InputRefused {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The code begins with {@code artifact.}; the sentence is for the person who built the file. */
    public ArtifactRefused(String code, String sentence) {
        super(code, sentence);
    }

    static ArtifactRefused truncated() {
        return new ArtifactRefused("artifact.truncated", "the file ends too early: upload it again");
    }

    static ArtifactRefused corrupt(String part) {
        return new ArtifactRefused("artifact.corrupt", part + " cannot be decompressed");
    }

    static ArtifactRefused notAnArtifact() {
        return new ArtifactRefused(
                "artifact.not-an-artifact", "the file is not a Mender artifact: make one with mender-artifact");
    }

    static ArtifactRefused wrongOrder(String found, String expected) {
        return new ArtifactRefused("artifact.wrong-order", "\"" + found + "\" stands where " + expected + " should be");
    }

    static ArtifactRefused duplicate(String name) {
        return new ArtifactRefused("artifact.duplicate-entry", "\"" + name + "\" is there twice");
    }

    static ArtifactRefused tooLarge(String what, long limitBytes) {
        return new ArtifactRefused("artifact.too-large", what + " is larger than " + limitBytes + " bytes");
    }

    static ArtifactRefused malformed(String part, String problem) {
        return new ArtifactRefused("artifact.malformed-header", part + ": " + problem);
    }
}
