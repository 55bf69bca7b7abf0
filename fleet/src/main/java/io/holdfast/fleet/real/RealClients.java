package io.holdfast.fleet.real;

import io.holdfast.fleet.process.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether this machine can run the real clients, and how. */
public sealed interface RealClients {
    /**
     * They can run.
     *
     * @param namespace the words that enter a mount namespace of one's own
     */
    record Able(List<String> namespace) implements RealClients {
        public Able {
            namespace = List.copyOf(namespace);
        }

        /** The same with devices that run where these words lead, such as a network of their own. */
        public Able within(List<String> enter) {
            List<String> words = new ArrayList<>(enter);
            words.addAll(namespace);
            return new Able(words);
        }
    }

    /** They cannot run here; the sentence says what is missing. */
    record Unable(String why) implements RealClients {}

    /** Set to 1 where a missing client must be a failure, not a skipped test. */
    String REQUIRED = "HOLDFAST_REQUIRE_CLIENTS";

    /** Looks at this machine: programs, folders to mount over, and the right to have a mount namespace. */
    static RealClients here() {
        List<String> missing = new ArrayList<>();
        for (String program : List.of(
                "mender",
                "mender-connect",
                "mender-cli",
                "mender-artifact",
                "openssl",
                "dbus-daemon",
                "dbus-send",
                "ssh",
                "/usr/sbin/sshd",
                "unshare")) {
            if (!Command.of(List.of("sh", "-c", "command -v " + program))
                    .run(Duration.ofSeconds(10))
                    .succeeded()) {
                missing.add(program);
            }
        }
        for (Path folder : RealDeviceFiles.MOUNT_POINTS) {
            if (!Files.isDirectory(folder) && !folder.toFile().mkdirs()) {
                missing.add("the folder " + folder);
            }
        }
        if (!missing.isEmpty()) {
            return new Unable(
                    "missing here: " + String.join(", ", missing)
                            + " (Debian packages mender-client, mender-connect, mender-cli, mender-artifact, openssl, dbus-daemon, dbus-bin, openssh-client, openssh-server, util-linux)");
        }
        return namespaces();
    }

    private static RealClients namespaces() {
        // as root a mount namespace is enough; without root a user namespace maps this user to its root
        for (List<String> words : List.of(List.of("unshare", "-m"), List.of("unshare", "-Ur", "-m"))) {
            List<String> probe = new ArrayList<>(words);
            probe.addAll(List.of("mount", "--make-rprivate", "/"));
            if (Command.of(probe).run(Duration.ofSeconds(10)).succeeded()) {
                return new Able(words);
            }
        }
        return new Unable("this user may have neither a mount namespace nor a user namespace");
    }

    /** Whether a machine without the clients must fail the tests. */
    static boolean required() {
        return "1".equals(System.getenv(REQUIRED));
    }
}
