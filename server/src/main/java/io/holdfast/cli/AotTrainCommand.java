package io.holdfast.cli;

import io.holdfast.platform.config.EffectiveConfig;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.config.Settings;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.secrets.SecretText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Has a whole server, in a folder of its own and on free ports, answer real requests once, so that the JVM can record what
 * a start needs. The launcher runs it; see {@link AotTraining}. Any answer but the expected one fails it.
 */
@Command(name = "aot-train", description = "Exercise a server for the start-up cache.", hidden = true)
final class AotTrainCommand implements Callable<Integer> {

    /** On one slow core at the lowest priority it takes a minute; what hangs longer must not stay. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final String EMAIL = "training@localhost.example";

    private final Program program;
    private final CommandLine line = new CommandLine(this);

    private AotTrainCommand(Program program) {
        this.program = program;
    }

    static CommandLine line(Program program) {
        return new AotTrainCommand(program).line;
    }

    @Override
    public Integer call() throws IOException {
        LogLevel.WARN.use();
        endAtTheLatest();
        Path data = Files.createTempDirectory("holdfast-aot-");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x")); // the database's user passes
        try {
            train(data);
            return CommandLine.ExitCode.OK;
        } finally {
            delete(data);
        }
    }

    private void train(Path data) {
        Progress progress = new Progress(line.getErr());
        ServerConfig config = ServerConfig.of(EffectiveConfig.load(
                Map.of(
                        Settings.DATA, data.resolve("data").toString(),
                        Settings.BIND, "127.0.0.1",
                        Settings.HTTPS_PORT, "0",
                        Settings.HTTP_PORT, "0",
                        Settings.OPS_PORT, "0"),
                Map.of(),
                Optional.empty()));
        SecretText password =
                SecretText.of(HexFormat.of().formatHex(Dice.secure().bytes(16)));
        Optional<Path> trusted = Optional.of(config.data().resolve("tls/certificate.pem"));
        List<String> tokens = new ArrayList<>();
        try (RunningServer server = program.start(config, progress)) {
            try (Administration administration = program.administration(config, progress)) {
                administration.createUser(EMAIL, password, Optional.empty());
            }
            for (URI base : addresses(server)) {
                tokens.add(new TrainingTraffic(base, trusted, EMAIL, password).letIn());
            }
            new TrainingTraffic(server.ops(), trusted, EMAIL, password).operators();
        }
        // The start that counts is one that finds a fleet in the local store.
        try (RunningServer server = program.start(config, progress)) {
            for (URI base : addresses(server)) {
                new TrainingTraffic(base, trusted, EMAIL, password).comeBack(tokens.getFirst());
            }
        }
    }

    private static List<URI> addresses(RunningServer server) {
        return List.of(server.https(), server.http().orElse(server.https()));
    }

    private static void endAtTheLatest() {
        Thread.ofPlatform().daemon().name("training-deadline").start(() -> {
            try {
                Thread.sleep(LONGEST);
                Runtime.getRuntime().halt(CommandLine.ExitCode.SOFTWARE);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
