package io.holdfast.postgres;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings a server is started with. They go on its command line, which neither a file nor {@code ALTER SYSTEM} can
 * override, together with a digest by which a later start knows whether an orphan runs with the same ones.
 */
record ServerSettings(Map<String, String> values) {
    static final String DIGEST = "holdfast.settings_digest";

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            // Acknowledged means on the disk.
            Map.entry("fsync", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("data_sync_retry", "off"),
            Map.entry("wal_level", "replica"),
            Map.entry("archive_mode", "on"),
            Map.entry("archive_command", WalArchive.COMMAND),
            Map.entry("archive_timeout", "60"), // a lost machine loses at most a minute of the archive
            Map.entry("min_wal_size", "128MB"),
            Map.entry("max_wal_size", "1GB"), // bounds recovery after a crash to some tens of seconds
            Map.entry("checkpoint_timeout", "5min"),
            Map.entry("checkpoint_completion_target", "0.9"),
            // Nobody from outside; no sockets in shared folders.
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("password_encryption", "scram-sha-256"),
            Map.entry("max_connections", "60"), // pools of the server, the operator's two, tests' spare
            Map.entry("shared_buffers", "256MB"),
            Map.entry("jit", "off"), // short statements only: compiling costs more than it gives
            Map.entry("shared_preload_libraries", "pg_stat_statements"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"),
            Map.entry("lc_messages", "C"),
            Map.entry("logging_collector", "on"),
            Map.entry("log_directory", "../log"),
            Map.entry("log_filename", "%Y%m%dT%H%M%S.log"),
            Map.entry("log_rotation_size", "16MB"), // ServerLog keeps a fixed number of files
            Map.entry("log_rotation_age", "1d"),
            Map.entry("log_line_prefix", "%m [%p] %q%u@%d "),
            Map.entry("log_lock_waits", "on"));

    ServerSettings {
        values = Map.copyOf(values);
    }

    static ServerSettings durable(Map<String, String> overrides) {
        Map<String, String> values = new TreeMap<>(DEFAULTS);
        values.putAll(overrides);
        return new ServerSettings(values);
    }

    /** The same for the same settings and the same PostgreSQL, whatever the port. */
    String digest(Binaries binaries) {
        String text = binaries.home() + "\n" + new TreeMap<>(values);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java has SHA-256", impossible);
        }
    }

    List<String> arguments(Binaries binaries, int port) {
        List<String> arguments = new ArrayList<>();
        new TreeMap<>(values).forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
        arguments.addAll(List.of("-c", "port=" + port, "-c", DIGEST + "=" + digest(binaries)));
        return arguments;
    }
}
