package io.holdfast.fleet.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A copy of the launcher in a folder of its own (with a blank in its name), where nothing is to be built. */
final class Installation {

    private final Path folder;
    private final Map<String, String> environment = new TreeMap<>();

    /** @param usualFolder takes the place of /usr/lib/jvm, so that this machine's JDKs do not count */
    Installation(Path base, Path usualFolder) throws IOException {
        this.folder = Files.createDirectories(base.resolve("hold fast"));
        String launcher = Files.readString(Path.of("..", "holdfast")).replace("/usr/lib/jvm/", usualFolder + "/");
        executable(folder.resolve("holdfast"), launcher);
        Files.createDirectories(target());
        Files.writeString(target().resolve("classpath"), "lib/b.jar:lib/a.jar");
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("HOME", Files.createDirectories(base.resolve("home")).toString());
    }

    Path folder() {
        return folder;
    }

    Path target() {
        return folder.resolve("fleet/target");
    }

    Installation with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** A JDK that says its version in its release file and answers by printing how it was called. */
    static Path fakeJdk(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Fake\"\nJAVA_VERSION=\"" + version + "\"\n");
        executable(home.resolve("bin/java"), """
                #!/bin/sh
                echo "version %s"
                echo "classes $CLASSPATH"
                for argument in "$@"; do
                  echo "[$argument]"
                  case $argument in -XX:AOTCacheOutput=*) echo cache >"${argument#*=}" ;; esac
                done
                """.formatted(version));
        return home;
    }

    Outcome run(String... arguments) {
        return runAs(folder.resolve("holdfast"), arguments);
    }

    Outcome runAs(Path launcher, String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of(launcher.toString()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("the launcher did not end: " + output);
            }
            return new Outcome(process.exitValue(), output);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException ended) {
            throw new AssertionError(ended);
        }
    }

    static void executable(Path file, String script) throws IOException {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    record Outcome(int code, String output) {}
}
