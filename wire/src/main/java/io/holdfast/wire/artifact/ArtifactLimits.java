package io.holdfast.wire.artifact;

/**
 * What one upload may cost. Payloads are never kept, so these bound time, not memory; the small parts are kept and have limits
 * of their own.
 *
 * @param maxBytes bytes of the file
 * @param maxUncompressedBytes bytes of everything in it, decompressed
 * @param maxRatio how many times larger than the file its content may be
 * @param ratioFloorBytes content up to this size is free of the ratio: a small empty file system shrinks 1,000 times
 * @param maxHeaderBytes bytes of a header, decompressed
 * @param maxEntries files in all headers and payloads together
 */
public record ArtifactLimits(
        long maxBytes,
        long maxUncompressedBytes,
        int maxRatio,
        long ratioFloorBytes,
        long maxHeaderBytes,
        int maxEntries) {

    /** 10 GiB as Mender's own limit; a ratio that gzip cannot exceed; 8 MiB of header for its scripts. */
    public static ArtifactLimits standard() {
        return new ArtifactLimits(10L << 30, 64L << 30, 1_100, 256L << 20, 8L << 20, 10_000);
    }
}
