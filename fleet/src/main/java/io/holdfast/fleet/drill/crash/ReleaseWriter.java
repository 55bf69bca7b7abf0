package io.holdfast.fleet.drill.crash;

import io.holdfast.fleet.artifact.ArtifactFile;
import io.holdfast.fleet.management.ManagementApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Uploads artifacts. */
final class ReleaseWriter {
    /** What every deployment of the drill installs. */
    static final String BASE = "base";

    static final String DEVICE_TYPE = "drill-board";
    private static final int PAYLOAD_BYTES = 8 * 1024;

    private final Ledger ledger;
    private final ManagementApi api;
    private final Path folder;

    ReleaseWriter(Ledger ledger, ManagementApi api, Path folder) {
        this.ledger = ledger;
        this.api = api;
        this.folder = folder;
    }

    void upload(String name) {
        Path file = ArtifactFile.write(folder, name, DEVICE_TYPE, PAYLOAD_BYTES);
        ManagementApi once = api.withKey("upload-" + name);
        String id = new Persistence(ledger)
                .write(Kind.UPLOAD, name, 201, () -> Attempt.Told.of(once.upload(file)))
                .createdId();
        ledger.uploads.put(name, new Ledger.Upload(id, sha256(read(file))));
    }

    private static byte[] read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
