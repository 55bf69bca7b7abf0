package io.holdfast.wire.artifact;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** How a part of an artifact is compressed, told by the end of its name. */
enum Compression {
    NONE(".tar"),
    GZIP(".tar.gz"),
    XZ(".tar.xz"),
    ZSTD(".tar.zst");

    // xz -9, which Mender's tool writes, needs 65 MiB of heap to decompress; more is a way to take our memory.
    private static final int XZ_MEMORY_KIB = 68 * 1024;
    // 32 MiB, the largest window that Mender's encoder uses.
    private static final int ZSTD_WINDOW_LOG = 25;

    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    /** The compression of {@code name} if it is {@code stem} with one of the known ends. */
    static Optional<Compression> of(String name, String stem) {
        for (Compression compression : values()) {
            if (name.equals(stem + compression.suffix)) {
                return Optional.of(compression);
            }
        }
        return Optional.empty();
    }

    /** Decompresses; garbage after the compressed stream is an IOException. */
    InputStream open(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP ->
                GzipCompressorInputStream.builder()
                        .setInputStream(new BufferedInputStream(in, 16 * 1024))
                        .setDecompressConcatenated(true)
                        .get();
            case XZ -> new XZInputStream(new BufferedInputStream(in, 16 * 1024), XZ_MEMORY_KIB);
            case ZSTD -> {
                ZstdInputStream zstd = new ZstdInputStream(in);
                zstd.setLongMax(ZSTD_WINDOW_LOG);
                yield zstd;
            }
        };
    }
}
