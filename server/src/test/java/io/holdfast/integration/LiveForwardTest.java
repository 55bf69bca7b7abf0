package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.LinkLimits;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A person's connections through a device. */
class LiveForwardTest {
    private static final MigratedDatabase database = MigratedDatabase.fresh();
    private static final RunningFleetServer server = RunningFleetServer.on(database);

    private final DeviceIdentity identity = DeviceIdentity.named(RunningFleetServer.serial());
    private final TestDevice device = server.acceptedDevice(identity);

    @AfterAll
    static void stop() {
        server.close();
    }

    private PersonSocket open() {
        return PersonSocket.open(
                server.http(),
                server.operator().token(),
                PersonSocket.connect(server.operator().deviceId(identity)));
    }

    private static PortForwardMessage.New connect(String id) {
        return new PortForwardMessage.New(id, "localhost", 80, PortForwardMessage.Transport.TCP);
    }

    private static PortForwardMessage.Forward data(String id, byte[] bytes) {
        return new PortForwardMessage.Forward(id, Payload.of(bytes));
    }

    private static byte[] echoed(PersonSocket person, int length) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (all.size() < length) {
            PortForwardMessage.Forward piece = person.next(PortForwardMessage.Forward.class);
            all.writeBytes(piece.bytes().bytes());
            // As mender-cli does; the device was acknowledged long before.
            person.send(new PortForwardMessage.Ack(piece.connectionId()));
        }
        return all.toByteArray();
    }

    /** Of which connections the person had acks until so many bytes and one ack were here: the first echoes may overtake it. */
    private static List<String> acknowledgedWhileEchoed(PersonSocket person, int length) {
        List<String> acks = new ArrayList<>();
        int came = 0;
        while (acks.isEmpty() || came < length) {
            switch (person.next().message()) {
                case PortForwardMessage.Ack ack -> acks.add(ack.connectionId());
                case PortForwardMessage.Forward piece -> {
                    came += piece.bytes().length();
                    person.send(new PortForwardMessage.Ack(piece.connectionId()));
                }
                default -> {}
            }
        }
        return acks;
    }

    @Test
    void a_tool_asks_what_there_is_and_its_first_bytes_wait_for_the_device() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = open()) {
            person.send(ControlMessage.Open.VERSION_1);
            assertThat(person.next(ControlMessage.Accept.class).protocols()).contains(3);
            person.send(connect("c1"));
            person.send(data("c1", "GET /".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));

            assertThat(echoed(person, 5)).asString().isEqualTo("GET /");
            person.send(new PortForwardMessage.Stop("c1"));
            Eventually.holds(
                    "it is closed",
                    () -> agent.got(PortForwardMessage.Stop.class).size() == 1);
            assertThat(agent.deaths()).isEmpty();
        }
        Eventually.holds(
                "its end is on record",
                () -> database.number(
                                "select count(*) from audit_event where action = 'forward.close' and detail -> 'targets' ->> 0 = 'tcp localhost:80'")
                        >= 1);
    }

    @Test
    void bytes_arrive_as_they_were_however_large_the_messages() {
        byte[] bytes = new byte[1 << 20];
        new Random(7).nextBytes(bytes);
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = open()) {
            person.send(connect("c"));
            int messages = 0;
            for (int from = 0; from < bytes.length; from += 50_000) {
                person.send(
                        data("c", java.util.Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 50_000))));
                messages++;
            }

            assertThat(echoed(person, bytes.length)).isEqualTo(bytes);
            assertThat(agent.got(PortForwardMessage.Forward.class))
                    .allSatisfy(piece -> assertThat(piece.bytes().length()).isLessThanOrEqualTo(LinkLimits.CHUNK_MAX));
            assertThat(agent.deaths()).isEmpty();
            assertThat(messages).isPositive();
        }
    }

    @Test
    void each_message_of_a_person_is_acknowledged_once_and_none_of_his_acks_reaches_the_device() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = open()) {
            person.send(connect("c"));
            person.next(PortForwardMessage.Connected.class);
            for (int i = 0; i < 100; i++) {
                person.send(new PortForwardMessage.Ack("c"));
            }
            person.send(data("c", new byte[10_000]));

            assertThat(acknowledgedWhileEchoed(person, 10_000)).containsExactly("c");
            person.send(new PortForwardMessage.Stop("c"));
            Eventually.holds(
                    "it is closed",
                    () -> agent.got(PortForwardMessage.Stop.class).size() == 1);
            assertThat(agent.deaths()).isEmpty();
            assertThat(agent.got(PortForwardMessage.Ack.class)).hasSize(3);
        }
    }

    @Test
    void many_connections_share_a_session() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = open()) {
            for (int i = 0; i < 40; i++) {
                person.send(connect("c" + i));
            }
            Eventually.holds(
                    "as many as there may be",
                    () -> agent.got(PortForwardMessage.New.class).size() == 32);
            assertThat(person.next(PortForwardMessage.Error.class).text()).contains("as many connections");
            assertThat(agent.got(ControlMessage.Open.class)).hasSize(1);
        }
    }

    @Test
    void nonsense_about_connections_is_answered_and_never_passed_on() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = open()) {
            person.send(new PortForwardMessage.Stop("none"));
            person.send(new PortForwardMessage.Ack("none"));
            person.send(data("none", new byte[1]));
            assertThat(person.next(PortForwardMessage.Error.class).connectionId())
                    .hasValue("none");
            person.send(connect("c"));
            person.next(PortForwardMessage.Connected.class);
            person.send(connect("c"));
            assertThat(person.next(ControlMessage.Error.class).text()).contains("connection of this id");

            assertThat(agent.got())
                    .filteredOn(PortForwardMessage.class::isInstance)
                    .hasSize(1);
        }
    }
}
