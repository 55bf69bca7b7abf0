package io.holdfast.fleet.real;

import io.holdfast.fleet.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** Artifacts made by Debian's mender-artifact. */
public final class MenderArtifact {
    /** mender-client 3.4.0 refuses downloads below 4096 bytes. */
    private static final int PAYLOAD_BYTES = 64 * 1024;

    private final Path folder;
    private final Compression compression;
    private final Optional<Path> signingKey;
    private final int payloadBytes;

    /** How an artifact's archives are packed; the words are mender-artifact's. */
    public enum Compression {
        NONE,
        GZIP,
        LZMA;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Artifacts and their ingredients are kept in {@code folder}, which is made. They are gzipped and not signed. */
    public MenderArtifact(Path folder) {
        this(folder, Compression.GZIP, Optional.empty(), PAYLOAD_BYTES);
    }

    private MenderArtifact(Path folder, Compression compression, Optional<Path> signingKey, int payloadBytes) {
        this.folder = folder;
        this.compression = compression;
        this.signingKey = signingKey;
        this.payloadBytes = payloadBytes;
    }

    public Path folder() {
        return folder;
    }

    public MenderArtifact packed(Compression how) {
        return new MenderArtifact(folder, how, signingKey, payloadBytes);
    }

    /** @param privateKey PEM as {@code openssl genrsa -traditional} and {@code openssl ecparam} write it */
    public MenderArtifact signedWith(Path privateKey) {
        return new MenderArtifact(folder, compression, Optional.of(privateKey), payloadBytes);
    }

    /** @param bytes of random payload, which no compression makes smaller */
    public MenderArtifact weighing(int bytes) {
        return new MenderArtifact(folder, compression, signingKey, bytes);
    }

    /**
     * An artifact that puts one file of random bytes, named like the artifact, into a folder of the device.
     *
     * @param installFolder absolute path on the device
     */
    public Path singleFile(String name, String deviceType, Path installFolder) {
        return write(
                name,
                deviceType,
                "single-file",
                List.of(
                        ingredient(name, "dest_dir", installFolder + "\n"),
                        ingredient(name, "filename", name + "\n"),
                        ingredient(name, "permissions", "0644\n"),
                        payload(name)));
    }

    /** An artifact whose installation fails on every device that {@link RealDevice} started, with a log. */
    public Path refusing(String name, String deviceType) {
        return write(name, deviceType, UpdateModules.REFUSING, List.of(payload(name)));
    }

    /**
     * An artifact that puts one file of random bytes, named like the artifact, into the install folder of each device that gets it. A
     * device with a file {@code full} there has no room for it and fails.
     */
    public Path copying(String name, String deviceType) {
        return write(name, deviceType, UpdateModules.COPYING, List.of(payload(name)));
    }

    /** Who restarts a device for its new software. */
    public enum RebootBy {
        MODULE(UpdateModules.REBOOTING),
        CLIENT(UpdateModules.REBOOTING_BY_CLIENT);

        private final String module;

        RebootBy(String module) {
            this.module = module;
        }
    }

    /**
     * An artifact that puts its file into the device's install folder and takes the agent down: {@link RealDevice#boot} brings it up.
     * One whose name ends in {@code -broken} is found not to work after that, and rolled back with another reboot.
     */
    public Path rebooting(RebootBy by, String name, String deviceType) {
        return write(name, deviceType, by.module, List.of(payload(name)));
    }

    private Path write(String name, String deviceType, String module, List<Path> files) {
        Path artifact = folder.resolve(name + ".mender");
        List<String> words = new ArrayList<>(
                List.of("mender-artifact", "write", "module-image", "-T", module, "-n", name, "-t", deviceType));
        words.addAll(List.of("-o", artifact.toString(), "--compression", compression.word()));
        signingKey.ifPresent(key -> words.addAll(List.of("-k", key.toString())));
        files.forEach(file -> words.addAll(List.of("-f", file.toString())));
        Command.Outcome outcome = Command.of(words).run(Duration.ofSeconds(60));
        if (!outcome.succeeded()) {
            throw new IllegalStateException("mender-artifact failed: " + outcome.output());
        }
        return artifact;
    }

    private Path payload(String name) {
        byte[] bytes = new byte[payloadBytes];
        new Random(name.hashCode()).nextBytes(bytes);
        try {
            return Files.write(ingredients(name).resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ingredient(String name, String file, String text) {
        try {
            return Files.writeString(ingredients(name).resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ingredients(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name + ".files"));
    }
}
