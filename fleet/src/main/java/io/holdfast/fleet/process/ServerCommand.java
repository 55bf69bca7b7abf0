package io.holdfast.fleet.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The words that start the program, before its own arguments.
 *
 * @param words a JVM with its flags, class path and main class
 */
public record ServerCommand(List<String> words) {
    private static final String MAIN = "io.holdfast.cli.Main";
    /** Makes a server train its start-up cache once it is ready, beside the measurement. */
    private static final String TRAINING = "-Dholdfast.aot.train";
    /** When this process began, which is not when its servers do. */
    private static final String BEGUN = "-Dholdfast.begun";

    public ServerCommand {
        words = List.copyOf(words);
    }

    /**
     * A JVM with the flags and class path of this one. A bench or drill that the launcher started therefore runs its server
     * exactly as the launcher would, start-up cache included.
     */
    public static ServerCommand current() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith(TRAINING) && !flag.startsWith(BEGUN) && !flag.startsWith("-javaagent"))
                .forEach(words::add);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        return new ServerCommand(words);
    }

    /** The same with further JVM flags, which win over earlier ones. */
    public ServerCommand withFlags(String... flags) {
        List<String> more = new ArrayList<>(words);
        more.addAll(words.indexOf("-cp"), List.of(flags));
        return new ServerCommand(more);
    }

    /** The same, started by another program. */
    public ServerCommand under(List<String> program) {
        List<String> all = new ArrayList<>(program);
        all.addAll(words);
        return new ServerCommand(all);
    }

    /** Whether the JVM starts from an ahead-of-time cache. */
    public boolean usesStartUpCache() {
        return words.stream().anyMatch(word -> word.startsWith("-XX:AOTCache="));
    }

    /** A complete command line, for example {@code user create …}. */
    public Command with(List<String> arguments) {
        List<String> all = new ArrayList<>(words);
        all.addAll(arguments);
        return Command.of(all);
    }
}
