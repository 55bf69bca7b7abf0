package io.holdfast.wire.artifact;

import java.io.Serial;

/** An upload is not an artifact that can be served: answered with 400, {@link #code()} and {@link #sentence()}. */
public final class ArtifactRefused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String code;

    /** The code is stable and begins with {@code artifact.}; the sentence is for the person who built the file. */
    public ArtifactRefused(String code, String sentence) {
        super(sentence, null, false, false);
        this.code = code;
    }

    /** The stable name of this refusal. */
    public String code() {
        return code;
    }

    /** The sentence for a person. */
    public String sentence() {
        return String.valueOf(getMessage());
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
