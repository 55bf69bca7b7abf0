package io.holdfast.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Has the launcher train the ahead-of-time cache when it found none. Begins only after the server is ready, in a process
 * of its own at the lowest priority, so it delays nobody; the next start is the one that gains.
 */
final class AotTraining {

    private final Optional<Path> launcher;

    private AotTraining(Optional<Path> launcher) {
        this.launcher = launcher;
    }

    /** The launcher names itself in a system property when it wants to be called back. */
    static AotTraining asTheLauncherWishes() {
        return new AotTraining(
                Optional.ofNullable(System.getProperty("holdfast.aot.train")).map(Path::of));
    }

    /** Never fails: a server without the cache serves as well, it only starts slower. */
    void begin() {
        launcher.ifPresent(path -> {
            try {
                new ProcessBuilder(List.of(path.toString(), "aot-train"))
                        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException notStarted) {
                System.err.println("holdfast: the start-up cache could not be trained; the next start tries again.");
            }
        });
    }
}
