package io.holdfast.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An installed or unpacked PostgreSQL.
 *
 * @param home the folder that contains {@code bin}
 * @param major for example 18
 */
record Binaries(Path home, int major) {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Pattern VERSION = Pattern.compile("PostgreSQL\\) (\\d+)");

    /** The first major with the built-in C.UTF-8 locale, which needs nothing of the operating system. */
    private static final int BUILTIN_LOCALE_SINCE = 17;

    static Binaries installedAt(Path home) {
        Path postgres = home.resolve("bin/postgres");
        if (!Files.isExecutable(postgres)) {
            throw new EmbeddedPostgresException(
                    "postgres.no-binaries",
                    "There is no PostgreSQL at " + home + " (" + postgres + " is not a program).",
                    "Give the folder that contains bin/postgres.");
        }
        String output = ShortCommand.run(List.of(postgres.toString(), "--version"), BOUND)
                .output();
        Matcher version = VERSION.matcher(output);
        if (!version.find()) {
            throw new EmbeddedPostgresException(
                    "postgres.no-binaries",
                    "The program " + postgres + " does not say its version: " + output.strip() + ".",
                    "Give the folder of a PostgreSQL 15 to 18.");
        }
        return new Binaries(home, Integer.parseInt(version.group(1)));
    }

    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** Text sorts by code point and case folds by Unicode, the same on every machine. */
    List<String> localeArguments() {
        return major >= BUILTIN_LOCALE_SINCE
                ? List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
                : List.of("--locale=C.UTF-8");
    }
}
