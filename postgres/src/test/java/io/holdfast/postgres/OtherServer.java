package io.holdfast.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A second JVM that starts PostgreSQL in a directory and dies at once, as by {@code kill -9}. */
final class OtherServer {
    private OtherServer() {}

    /** Returns what it printed: the postmaster's id, or the code of the refusal. */
    static String startAndDie(Path directory) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return ShortCommand.run(
                        List.of(
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                OtherServer.class.getName(),
                                directory.toString()),
                        Duration.ofSeconds(60))
                .output()
                .lines()
                .filter(line -> line.startsWith("result "))
                .findFirst()
                .orElse("no result")
                .substring("result ".length());
    }

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.start(Scratch.optionsFor(Path.of(arguments[0])));
            System.out.println("result " + postgres.postmasterPid());
        } catch (EmbeddedPostgresException refused) {
            System.out.println("result " + refused.code());
        }
        System.out.flush();
        Runtime.getRuntime().halt(137);
    }
}
