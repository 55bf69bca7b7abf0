package io.holdfast.fleet.real;

import io.holdfast.fleet.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Artifacts made by Debian's mender-artifact. */
public final class MenderArtifact {
    /** mender-client 3.4.0 refuses downloads below 4096 bytes. */
    private static final int PAYLOAD_BYTES = 64 * 1024;

    private final Path folder;

    /** Artifacts and their ingredients are kept in {@code folder}. */
    public MenderArtifact(Path folder) {
        this.folder = folder;
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
        return write(name, deviceType, "refusing", List.of(payload(name)));
    }

    private Path write(String name, String deviceType, String module, List<Path> files) {
        Path artifact = folder.resolve(name + ".mender");
        List<String> words = new ArrayList<>(
                List.of("mender-artifact", "write", "module-image", "-T", module, "-n", name, "-t", deviceType));
        words.addAll(List.of("-o", artifact.toString()));
        files.forEach(file -> words.addAll(List.of("-f", file.toString())));
        Command.Outcome outcome = Command.of(words).run(Duration.ofSeconds(60));
        if (!outcome.succeeded()) {
            throw new IllegalStateException("mender-artifact failed: " + outcome.output());
        }
        return artifact;
    }

    private Path payload(String name) {
        byte[] bytes = new byte[PAYLOAD_BYTES];
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
