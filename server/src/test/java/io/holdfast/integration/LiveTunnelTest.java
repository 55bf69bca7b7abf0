package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.identity.DeviceId;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.tunnel.LocalPort;
import io.holdfast.tunnel.TrustedServer;
import io.holdfast.tunnel.Tunnel;
import io.holdfast.tunnel.TunnelRefused;
import io.holdfast.tunnel.TunnelServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Our own tunnel to a device's port. */
class LiveTunnelTest {
    private static final RunningFleetServer server = RunningFleetServer.on(MigratedDatabase.fresh());

    private final DeviceIdentity identity = DeviceIdentity.named(RunningFleetServer.serial());
    private final TestDevice device = server.acceptedDevice(identity);
    private final List<String> troubles = new ArrayList<>();

    @AfterAll
    static void stop() {
        server.close();
    }

    private Tunnel tunnel(String token) {
        DeviceId id =
                DeviceId.parse(server.operator().deviceId(identity).toString()).orElseThrow();
        return Tunnel.to(
                new TunnelServer(server.http(), TrustedServer.by(Optional.empty()), SecretText.of(token), id),
                troubles::add);
    }

    private static byte[] echoed(int port, byte[] bytes) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream().write(bytes);
                } catch (IOException cut) {
                    throw new java.io.UncheckedIOException(cut);
                }
            });
            byte[] back = socket.getInputStream().readNBytes(bytes.length);
            sender.join();
            return back;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void many_connections_carry_their_bytes_at_once() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                Tunnel tunnel = tunnel(server.operator().token());
                LocalPort port = LocalPort.open(0, tunnel, "localhost", 80)) {
            List<CompletableFuture<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                byte[] bytes = new byte[300_000 + i];
                new Random(i).nextBytes(bytes);
                all.add(CompletableFuture.supplyAsync(
                        () -> java.util.Arrays.equals(bytes, echoed(port.number(), bytes)),
                        task -> Thread.ofVirtual().start(task)));
            }

            assertThat(all).allMatch(CompletableFuture::join);
            assertThat(agent.deaths()).isEmpty();
            assertThat(troubles).isEmpty();
        }
    }

    @Test
    void who_cannot_have_a_tunnel_is_told_why() {
        assertThatThrownBy(() -> tunnel("x.y.z"))
                .isInstanceOf(TunnelRefused.class)
                .hasMessageContaining("token");
        assertThatThrownBy(() -> tunnel(server.operator().token()))
                .isInstanceOf(TunnelRefused.class)
                .hasMessageContaining("not connected");
    }

    @Test
    void a_tunnel_says_why_it_ended() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                Tunnel tunnel = tunnel(server.operator().token());
                LocalPort port = LocalPort.open(0, tunnel, "localhost", 80)) {
            assertThat(echoed(port.number(), new byte[10])).hasSize(10);
            assertThat(agent.deaths()).isEmpty();

            server.operator().decommission(identity);

            assertThat(tunnel.awaitEnd()).startsWith("the device's side ended: link-ended");
        }
    }

    @Test
    void a_certificate_that_this_machine_does_not_know_is_named_with_the_way_out() {
        DeviceId id =
                DeviceId.parse(server.operator().deviceId(identity).toString()).orElseThrow();

        assertThatThrownBy(() -> Tunnel.to(
                        new TunnelServer(server.https(), TrustedServer.by(Optional.empty()), SecretText.of("any"), id),
                        troubles::add))
                .isInstanceOf(TunnelRefused.class)
                .hasMessageContaining("is not known to this machine")
                .hasMessageContaining("--certificate DATA/tls/certificate.pem");
    }
}
