package io.holdfast.postgres;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How to run one embedded PostgreSQL.
 *
 * @param directory kept between starts; holds the cluster, its password, the WAL archive and the logs
 * @param binaries the home of an installed PostgreSQL 15 to 18 (the folder that contains {@code bin}); empty for the one
 *     brought along
 * @param binariesCache where the brought binaries are unpacked (60 MB), so that several directories can share them; empty
 *     for the directory itself
 * @param settings PostgreSQL settings that add to or override the durable defaults
 * @param progress told one short sentence before each step that may take seconds
 */
public record EmbeddedPostgresOptions(
        Path directory,
        Optional<Path> binaries,
        Optional<Path> binariesCache,
        Map<String, String> settings,
        Consumer<String> progress) {

    public EmbeddedPostgresOptions {
        settings = Map.copyOf(settings);
    }

    /** The brought binaries, durable settings, no progress lines. */
    public static EmbeddedPostgresOptions defaults(Path directory) {
        return new EmbeddedPostgresOptions(directory, Optional.empty(), Optional.empty(), Map.of(), line -> {});
    }

    public EmbeddedPostgresOptions withBinaries(Path home) {
        return new EmbeddedPostgresOptions(directory, Optional.of(home), binariesCache, settings, progress);
    }

    public EmbeddedPostgresOptions withBinariesCache(Path cache) {
        return new EmbeddedPostgresOptions(directory, binaries, Optional.of(cache), settings, progress);
    }

    /** Adds one setting, by its name in {@code postgresql.conf}. */
    public EmbeddedPostgresOptions withSetting(String name, String value) {
        Map<String, String> more = new TreeMap<>(settings);
        more.put(name, value);
        return withSettings(more);
    }

    /** Replaces all settings given so far. */
    public EmbeddedPostgresOptions withSettings(Map<String, String> replacement) {
        return new EmbeddedPostgresOptions(directory, binaries, binariesCache, replacement, progress);
    }

    public EmbeddedPostgresOptions withProgress(Consumer<String> listener) {
        return new EmbeddedPostgresOptions(directory, binaries, binariesCache, settings, listener);
    }
}
