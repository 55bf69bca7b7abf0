package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.process.Command;
import io.holdfast.fleet.process.ServerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenSSH's client through our tunnel and an unmodified mender-connect to OpenSSH's server. */
class RealSshTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int FILE_BYTES = 20 << 20;

    private static LiveDevice device;
    private static SshDaemon daemon;
    private static String proxy;

    @BeforeAll
    static void start() throws IOException {
        device = LiveDevice.start(Machine.withRealClients(), "02:00:00:00:01:03");
        daemon = SshDaemon.start(device.live.folder("sshd"));
        Path token = Files.writeString(device.live.folder("token"), device.token("ssh"));
        proxy = ServerCommand.current()
                .with(List.of(
                        "tunnel",
                        "--server=" + device.live.url(),
                        "--certificate=" + device.live.certificate(),
                        "--token-file=" + token,
                        "--stdio",
                        device.id,
                        Integer.toString(daemon.port())))
                .words()
                .stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
    }

    @AfterAll
    static void stop() {
        if (daemon != null) {
            daemon.close();
        }
        if (device != null) {
            device.close();
        }
    }

    @Test
    void a_command_runs_on_the_device_and_its_exit_code_comes_back() {
        Command.Outcome said = ssh("echo on $((6*7)); exit 3");

        assertThat(said.output()).as(daemon.log()).contains("on 42");
        assertThat(said.exitCode()).isEqualTo(3);
    }

    @Test
    void a_terminal_has_the_device_s_own_tty() {
        Command.Outcome said =
                Command.of(daemon.client(proxy, "-tt", "tty; exit")).run(PATIENCE);

        assertThat(said.output()).as(daemon.log()).contains("/dev/pts/");
    }

    @Test
    void twenty_megabytes_go_there_and_back_as_they_were() throws Exception {
        byte[] bytes = new byte[FILE_BYTES];
        new Random(20).nextBytes(bytes);
        Path original = Files.write(device.live.folder("ssh-original"), bytes);
        Path there = device.live.folder("ssh-there");
        Path back = device.live.folder("ssh-back");

        pipe(original, device.live.folder("nothing"), "cat > '" + there + "'");
        pipe(Path.of("/dev/null"), back, "cat '" + there + "'");

        assertThat(sha256(there)).isEqualTo(sha256(original));
        assertThat(sha256(back)).isEqualTo(sha256(original));
    }

    private static Command.Outcome ssh(String remote) {
        return Command.of(daemon.client(proxy, remote)).run(PATIENCE);
    }

    private static void pipe(Path in, Path out, String remote) throws Exception {
        Process ssh = new ProcessBuilder(daemon.client(proxy, remote))
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(device.live.folder("ssh.log").toFile())
                .start();
        assertThat(ssh.waitFor())
                .as(Files.readString(device.live.folder("ssh.log")))
                .isZero();
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
