package io.holdfast.fleet.real;

import io.holdfast.fleet.process.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Debian's mender-cli with a home folder of its own, where it keeps its token. */
public final class MenderCli {
    private final String server;
    private final Path home;

    /** @param server the base URL; its certificate is not checked, because mender-cli cannot be given one */
    public MenderCli(String server, Path home) {
        this.server = server;
        this.home = home;
    }

    public Command.Outcome login(String email, String password) {
        return run("login", "--username", email, "--password", password);
    }

    public Command.Outcome uploadArtifact(Path artifact, String description) {
        return run("artifacts", "upload", artifact.toString(), "--description", description, "--no-progress");
    }

    /** @param detail 0 for names only, up to 3 */
    public Command.Outcome listArtifacts(int detail) {
        return run("artifacts", "list", "--detail", String.valueOf(detail));
    }

    public Command.Outcome deleteArtifact(String artifactId) {
        return run("artifacts", "delete", artifactId);
    }

    /** @param detail 0 for ids only, up to 3 */
    public Command.Outcome listDevices(int detail) {
        return run("devices", "list", "--detail", String.valueOf(detail));
    }

    private Command.Outcome run(String... arguments) {
        List<String> words = new ArrayList<>(List.of("mender-cli", "--server", server, "--skip-verify"));
        words.addAll(List.of(arguments));
        return Command.of(words)
                .with("HOME", home.toString())
                .with("XDG_CACHE_HOME", home.resolve(".cache").toString())
                .run(Duration.ofMinutes(1));
    }
}
