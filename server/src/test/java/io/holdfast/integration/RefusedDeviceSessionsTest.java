package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.MigratedDatabase;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * A device that loses its right while people work on it, in each of the ways that there are: its link and all that is open on it end
 * with the image's next change, which is before the change is answered. Only that can end them so: who was silent, or is looked at now and
 * then, is told another reason.
 */
class RefusedDeviceSessionsTest {
    private static final MigratedDatabase database = MigratedDatabase.fresh();
    private static final RunningFleetServer server = RunningFleetServer.on(database);

    private final DeviceIdentity identity = DeviceIdentity.named(RunningFleetServer.serial());
    private final TestDevice device = server.acceptedDevice(identity);

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_device_that_is_decommissioned() {
        losesEverythingWhen(operator -> operator.decommission(identity));
    }

    @Test
    void a_device_that_is_rejected() {
        losesEverythingWhen(operator -> operator.reject(identity));
    }

    @Test
    void a_device_whose_tokens_are_revoked() {
        losesEverythingWhen(operator -> operator.revokeTokens(device));
    }

    private void losesEverythingWhen(Consumer<FleetOperator> change) {
        String connect = PersonSocket.connect(server.operator().deviceId(identity));
        String token = server.operator().token();
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket terminal = PersonSocket.open(server.http(), token, connect);
                PersonSocket tunnel = PersonSocket.open(server.http(), token, connect)) {
            terminal.send(new ShellMessage.New(Optional.empty(), "t"));
            assertThat(terminal.next(ShellMessage.Started.class).status()).isEqualTo(ReplyStatus.NORMAL);
            tunnel.send(new PortForwardMessage.New("c", "localhost", 80, PortForwardMessage.Transport.TCP));
            tunnel.next(PortForwardMessage.Connected.class);

            change.accept(server.operator());

            assertThat(agent.end()).isEqualTo("1008 not authorized any more");
            assertThat(terminal.next(ShellMessage.Ended.class).status()).isEqualTo(ReplyStatus.ERROR);
            assertThat(terminal.end())
                    .startsWith("1001 the device's side ended: ")
                    .endsWith(" not authorized any more");
            assertThat(tunnel.end())
                    .startsWith("1001 the device's side ended: ")
                    .endsWith(" not authorized any more");
            assertThat(agent.deaths()).isEmpty();
        }
    }
}
