package io.holdfast.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL's user must be able to pass every folder above its files; asked of the kernel, so that ACLs count too. */
final class PassableFolders {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final String FIRST_CLOSED = """
            for folder do
              test -x "$folder" || { printf '%s' "$folder"; exit 1; }
            done
            """;

    private PassableFolders() {}

    /** Refuses with {@code postgres.directory-not-passable}, naming the first closed folder and the chmod to run. */
    static void require(RunAs user, Path target) {
        if (user instanceof RunAs.Unprivileged unprivileged) {
            List<String> command = new ArrayList<>(unprivileged.prefix());
            command.addAll(List.of("/bin/sh", "-c", FIRST_CLOSED, "sh"));
            command.addAll(fromRoot(target));
            ShortCommand.Result result = ShortCommand.run(command, BOUND);
            if (!result.succeeded()) {
                throw closed(unprivileged.uid(), result.output(), target);
            }
        }
    }

    private static List<String> fromRoot(Path target) {
        List<String> folders = new ArrayList<>();
        for (Path folder = target; folder != null; folder = folder.getParent()) {
            folders.addFirst(folder.toString());
        }
        return folders;
    }

    private static EmbeddedPostgresException closed(int uid, String folder, Path target) {
        return new EmbeddedPostgresException(
                "postgres.directory-not-passable",
                "PostgreSQL runs as user " + RunAs.called(uid) + ", who cannot pass the folder " + folder + " to reach "
                        + target + ".",
                "Run: chmod o+x " + folder + " (or choose another data directory, or run the server as an ordinary"
                        + " user).");
    }
}
