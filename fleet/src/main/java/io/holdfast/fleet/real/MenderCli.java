package io.holdfast.fleet.real;

import io.holdfast.fleet.process.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

    /** Copies; one of the two is {@code device:path}. */
    public Command.Outcome copy(String from, String to) {
        return run(Duration.ofMinutes(5), "cp", from, to);
    }

    /** The words of a command line that runs until it is ended: {@code terminal DEVICE}, {@code port-forward DEVICE tcp/80}. */
    public List<String> words(String... arguments) {
        List<String> words = new ArrayList<>(List.of("mender-cli", "--server", server, "--skip-verify"));
        words.addAll(List.of(arguments));
        return words;
    }

    /** Where the program finds its token. */
    public Map<String, String> environment() {
        return Map.of(
                "HOME",
                home.toString(),
                "XDG_CACHE_HOME",
                home.resolve(".cache").toString());
    }

    private Command.Outcome run(String... arguments) {
        return run(Duration.ofMinutes(1), arguments);
    }

    private Command.Outcome run(Duration limit, String... arguments) {
        return new Command(words(arguments), environment()).run(limit);
    }
}
