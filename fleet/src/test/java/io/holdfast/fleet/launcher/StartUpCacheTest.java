package io.holdfast.fleet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.launcher.Installation.Outcome;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real JVM trains on a real server, and must then be able to use what it made. */
class StartUpCacheTest {

    @TempDir
    Path base;

    @Test
    void a_trained_cache_is_used_and_a_missing_one_is_a_failure_only_where_it_is_required() throws IOException {
        Installation installation = new Installation(base, base.resolve("no-other-jdk"))
                .with("HOLDFAST_JAVA", System.getProperty("java.home"))
                .with("HOLDFAST_AOT", "require");
        installClasses(installation.target());
        assertThat(installation.run("version").output()).contains("There is no start-up cache");

        Outcome trained = installation.run("aot-train");
        assertThat(trained.output()).contains("start-up cache made");
        assertThat(trained.code()).isZero();

        // With AOTMode=on the JVM refuses to start unless it can use the cache.
        Outcome used = installation.run("version");
        assertThat(used.output()).startsWith("holdfast ").doesNotContain("AOT", "aot");
        assertThat(used.code()).isZero();
    }

    /** The cache wants jars, and the tests run from folders of classes: each is packed into one. */
    private static void installClasses(Path target) throws IOException {
        Path lib = Files.createDirectories(target.resolve("lib"));
        List<String> names = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (path.endsWith("test-classes") || !Files.exists(path)) {
                continue;
            }
            String name =
                    "%03d-%s".formatted(names.size(), Files.isDirectory(path) ? "classes.jar" : path.getFileName());
            if (Files.isDirectory(path)) {
                pack(path, lib.resolve(name));
            } else {
                Files.copy(path, lib.resolve(name));
            }
            names.add("lib/" + name);
        }
        pack(lib.resolve("none"), target.resolve("holdfast.jar"));
        Files.writeString(target.resolve("classpath"), String.join(":", names));
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(file)) {
            packed.putNextEntry(new JarEntry("META-INF/"));
            for (Path each : Files.isDirectory(classes) ? files(classes) : List.<Path>of()) {
                packed.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                Files.copy(each, packed);
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
