package io.holdfast.wire.artifact;

/** Counts what one upload costs and refuses it when that is too much. */
final class ReadBudget {
    private final ArtifactLimits limits;
    private long fileBytes;
    private long uncompressedBytes;
    private int entries;

    ReadBudget(ArtifactLimits limits) {
        this.limits = limits;
    }

    ArtifactLimits limits() {
        return limits;
    }

    long fileBytes() {
        return fileBytes;
    }

    void file(long bytes) {
        fileBytes += bytes;
        if (fileBytes > limits.maxBytes()) {
            throw ArtifactRefused.tooLarge("the file", limits.maxBytes());
        }
    }

    void uncompressed(long bytes) {
        uncompressedBytes += bytes;
        if (uncompressedBytes > limits.maxUncompressedBytes()) {
            throw ArtifactRefused.tooLarge("the decompressed content", limits.maxUncompressedBytes());
        }
        if (uncompressedBytes > limits.ratioFloorBytes() && uncompressedBytes / limits.maxRatio() > fileBytes) {
            throw new ArtifactRefused(
                    "artifact.too-large", "the content is more than " + limits.maxRatio() + " times the file");
        }
    }

    void entry() {
        if (++entries > limits.maxEntries()) {
            throw new ArtifactRefused(
                    "artifact.too-many-entries", "the artifact has more than " + limits.maxEntries() + " entries");
        }
    }
}
