package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.process.Command;
import io.holdfast.fleet.process.FreePort;
import io.holdfast.fleet.process.Poll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Debian's OpenSSH server on a loopback port, for this user's key alone, and how its client is called. */
final class SshDaemon implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Path folder;
    private final int port;
    private final Process daemon;

    private SshDaemon(Path folder, int port, Process daemon) {
        this.folder = folder;
        this.port = port;
        this.daemon = daemon;
    }

    static SshDaemon start(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.createDirectories(
                Path.of("/run/sshd")); // its privilege separation's; a package without systemd does not make it
        key(folder.resolve("host"));
        key(folder.resolve("user"));
        Files.copy(folder.resolve("user.pub"), folder.resolve("authorized"));
        int port = FreePort.next();
        Path config = Files.writeString(folder.resolve("sshd_config"), """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %2$s/host
                AuthorizedKeysFile %2$s/authorized
                PidFile none
                StrictModes no
                UsePAM no
                PasswordAuthentication no
                PermitRootLogin prohibit-password
                Subsystem sftp internal-sftp
                """.formatted(port, folder));
        Process daemon = new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.log").toFile())
                .start();
        SshDaemon started = new SshDaemon(folder, port, daemon);
        Poll.require("sshd listens", SOON, started::listens);
        return started;
    }

    private static void key(Path file) {
        Command.Outcome made = Command.of(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString()))
                .run(SOON);
        assertThat(made.succeeded()).as(made.output()).isTrue();
    }

    private boolean listens() {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** OpenSSH's client with this way to the device. */
    List<String> client(String proxyCommand, String... remote) {
        List<String> words = new ArrayList<>(List.of(
                "ssh",
                "-F",
                "none",
                "-o",
                "ProxyCommand=" + proxyCommand,
                "-o",
                "StrictHostKeyChecking=accept-new",
                "-o",
                "UserKnownHostsFile=" + folder.resolve("known"),
                "-o",
                "IdentitiesOnly=yes",
                "-i",
                folder.resolve("user").toString(),
                System.getProperty("user.name") + "@device"));
        words.addAll(List.of(remote));
        return words;
    }

    String log() {
        try {
            return Files.readString(folder.resolve("sshd.log"));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    @Override
    public void close() {
        daemon.destroy();
    }
}
