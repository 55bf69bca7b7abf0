package io.holdfast.wire.artifact;

import io.holdfast.wire.json.JsonValue;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Reads a Mender artifact of format 2 or 3 in one pass: strict order, every checksum verified, no payload kept. Memory is bounded by
 * the header's limit and the decompressor's window, whatever the length of the file.
 */
public final class ArtifactReader {
    private static final int MAX_VERSION_BYTES = 1024;
    private static final int MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
    private static final int MAX_SIGNATURE_BYTES = 16 * 1024;

    private final ReadBudget budget;
    private final TarReader tar;
    private final Manifest manifest = new Manifest();
    private Optional<TarEntry> current = Optional.empty();
    private byte[] versionHash = new byte[0];

    private ArtifactReader(InputStream in, ArtifactLimits limits) {
        this.budget = new ReadBudget(limits);
        this.tar = new TarReader(new UploadStream(in, budget), budget, "version\0");
    }

    /**
     * Reads {@code in} to its end and does not close it. Who wants to keep the file lets {@code in} copy what is read, and drops
     * the copy when this throws.
     *
     * @throws ArtifactRefused when the bytes are no whole, safe artifact
     * @throws IOException when {@code in} fails; says nothing about the artifact
     */
    public static ArtifactInfo read(InputStream in, ArtifactLimits limits) throws IOException {
        try {
            return new ArtifactReader(in, limits).read();
        } catch (UploadStream.SourceFailed e) {
            throw e.failure();
        } catch (EOFException e) {
            throw ArtifactRefused.truncated();
        }
    }

    private ArtifactInfo read() throws IOException {
        advance();
        int version = readVersion();
        ArtifactSummary summary = new ArtifactSummary();
        summary.version(version);
        byte[] promised = readSmall("manifest", MAX_MANIFEST_BYTES);
        manifest.add(promised);
        manifest.keep("version", versionHash);
        if (at("manifest.sig")) {
            summary.signed(new ManifestSignature(
                    HexFormat.of().formatHex(Hashing.sha256().digest(promised)),
                    ascii(readSmall("manifest.sig", MAX_SIGNATURE_BYTES))));
        }
        boolean augmented = version == ArtifactInfo.VERSION_MAX && at("manifest-augment");
        if (augmented) {
            manifest.add(readSmall("manifest-augment", MAX_MANIFEST_BYTES));
        }
        summary.header(readHeader("header", version));
        if (augmented) {
            summary.augment(readHeader("header-augment", version));
        }
        for (int i = 0; i < summary.payloads(); i++) {
            summary.files(i, readPayload("data/%04d".formatted(i)));
        }
        if (current.isPresent()) {
            throw new ArtifactRefused(
                    "artifact.unexpected-entry",
                    "\"" + current.get().name() + "\" follows the last payload of the artifact");
        }
        manifest.requireAllKept();
        return summary.info(budget.fileBytes());
    }

    private int readVersion() throws IOException {
        if (!at("version")) {
            throw ArtifactRefused.notAnArtifact();
        }
        byte[] text = readSmall("version", MAX_VERSION_BYTES);
        versionHash = Hashing.sha256().digest(text);
        JsonValue.Obj version = HeaderJson.object("version", text);
        if (!version.member("format").equals(Optional.of(new JsonValue.Text(ArtifactInfo.FORMAT)))) {
            throw ArtifactRefused.notAnArtifact();
        }
        for (int number = ArtifactInfo.VERSION_MIN; number <= ArtifactInfo.VERSION_MAX; number++) {
            if (version.member("version").equals(Optional.of(new JsonValue.Num(BigDecimal.valueOf(number))))) {
                return number;
            }
        }
        throw new ArtifactRefused(
                "artifact.version-unsupported", "only artifacts of format versions 2 and 3 can be served");
    }

    private ArtifactHeader readHeader(String stem, int version) throws IOException {
        TarEntry entry = expect(stem + ".tar");
        Compression compression = compression(entry, stem);
        manifest.requirePromised(entry.name());
        MessageDigest digest = Hashing.sha256();
        long limit = budget.limits().maxHeaderBytes();
        ArtifactHeader header;
        try (InputStream inner = open(compression, Hashing.tee(tar.stream(), digest), entry, limit)) {
            header = version == ArtifactInfo.VERSION_MIN
                    ? HeaderReaderV2.read(new TarReader(inner, budget), limit)
                    : HeaderReader.read(new TarReader(inner, budget), limit);
        } catch (IOException e) {
            throw brokenBy(e, entry);
        }
        requireConsumed(entry);
        manifest.keep(entry.name(), digest.digest());
        advance();
        return header;
    }

    private List<ArtifactFile> readPayload(String stem) throws IOException {
        TarEntry entry = expect(stem + ".tar");
        Compression compression = compression(entry, stem);
        List<ArtifactFile> files = new ArrayList<>();
        try (InputStream inner = open(compression, tar.stream(), entry, Long.MAX_VALUE)) {
            TarReader payload = new TarReader(inner, budget);
            for (Optional<TarEntry> file = payload.next(); file.isPresent(); file = payload.next()) {
                files.add(readFile(payload, stem, file.get()));
            }
        } catch (IOException e) {
            throw brokenBy(e, entry);
        }
        requireConsumed(entry);
        advance();
        return files;
    }

    private ArtifactFile readFile(TarReader payload, String stem, TarEntry file) throws IOException {
        if (file.name().indexOf('/') >= 0) {
            throw new ArtifactRefused("artifact.path-traversal", "a payload's file must have a plain name");
        }
        String name = stem + "/" + file.name();
        manifest.requirePromised(name);
        String checksum = manifest.keep(name, Hashing.content(payload));
        return new ArtifactFile(file.name(), checksum, file.size(), file.modified());
    }

    private InputStream open(Compression compression, InputStream in, TarEntry entry, long limit) throws IOException {
        return new InflatedStream(compression.open(in), budget, "\"" + entry.name() + "\"", limit);
    }

    /** A decompressor's complaint is the artifact's fault; a failing source is not. */
    private static IOException brokenBy(IOException e, TarEntry entry) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UploadStream.SourceFailed failed) {
                return failed;
            }
        }
        throw e instanceof EOFException
                ? ArtifactRefused.truncated()
                : ArtifactRefused.corrupt("\"" + entry.name() + "\"");
    }

    private void requireConsumed(TarEntry entry) throws IOException {
        if (tar.read(new byte[1], 0, 1) >= 0) {
            throw new ArtifactRefused(
                    "artifact.trailing-data", "there is more data after the end of \"" + entry.name() + "\"");
        }
    }

    private static Compression compression(TarEntry entry, String stem) {
        return Compression.of(entry.name(), stem)
                .orElseThrow(() -> entry.name().startsWith(stem + ".tar.")
                        ? new ArtifactRefused(
                                "artifact.compression-unsupported",
                                "\"" + entry.name() + "\" is neither plain nor gz, xz or zst")
                        : ArtifactRefused.wrongOrder(entry.name(), stem + ".tar"));
    }

    private byte[] readSmall(String name, int limitBytes) throws IOException {
        TarEntry entry = expect(name);
        if (!entry.name().equals(name)) {
            throw ArtifactRefused.wrongOrder(entry.name(), name);
        }
        byte[] content = tar.readAll(entry, limitBytes);
        advance();
        return content;
    }

    private TarEntry expect(String what) {
        return current.orElseThrow(
                () -> new ArtifactRefused("artifact.missing-entry", "the artifact ends before " + what));
    }

    private boolean at(String name) {
        return current.filter(entry -> entry.name().equals(name)).isPresent();
    }

    private void advance() throws IOException {
        current = tar.next();
    }

    private static String ascii(byte[] text) {
        return new String(text, StandardCharsets.US_ASCII).strip();
    }
}
