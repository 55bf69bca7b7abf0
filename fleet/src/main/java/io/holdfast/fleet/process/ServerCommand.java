package io.holdfast.fleet.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The words that start the program, before its own arguments.
 *
 * @param words the launcher, or a JVM with its flags, class path and main class
 */
public record ServerCommand(List<String> words) {
    private static final String MAIN = "io.holdfast.cli.Main";
    /** Set by the launcher for the programs it starts: its own path. */
    private static final String LAUNCHER = "HOLDFAST_LAUNCHER";

    public ServerCommand {
        words = List.copyOf(words);
    }

    /** Through the launcher with its production flags where this program came from it, else this JVM's class path. */
    public static ServerCommand current() {
        return Optional.ofNullable(System.getenv(LAUNCHER))
                .map(Path::of)
                .map(ServerCommand::ofLauncher)
                .orElseGet(() -> ofClassPath(List.of()));
    }

    public static ServerCommand ofLauncher(Path launcher) {
        return new ServerCommand(List.of(launcher.toString()));
    }

    /** A JVM like this one on the same class path. */
    public static ServerCommand ofClassPath(List<String> jvmFlags) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        words.add("-XX:+UseCompactObjectHeaders");
        words.addAll(jvmFlags);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        return new ServerCommand(words);
    }

    /** A complete command line, for example {@code user create …}. */
    public Command with(List<String> arguments) {
        List<String> all = new ArrayList<>(words);
        all.addAll(arguments);
        return Command.of(all);
    }
}
