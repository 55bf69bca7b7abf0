package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.MigratedDatabase;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Devices that misbehave, and another beside them whose calls are answered and whose terminal goes on meanwhile. */
class NoisyNeighbourTest {
    private static final MigratedDatabase database = MigratedDatabase.fresh();
    private static final RunningFleetServer server = RunningFleetServer.on(database);
    private static final int BINARY = 2;

    private final DeviceIdentity identity = DeviceIdentity.named(RunningFleetServer.serial());
    private final TestDevice neighbour = server.acceptedDevice(identity);
    private final TestDevice noisy = server.acceptedDevice(DeviceIdentity.named(RunningFleetServer.serial()));
    private TestAgent agent;
    private PersonSocket person;

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        agent = TestAgent.connect(server.http(), neighbour);
        person = PersonSocket.open(
                server.http(),
                server.operator().token(),
                PersonSocket.connect(server.operator().deviceId(identity)));
        person.send(new ShellMessage.New(Optional.empty(), "t"));
        assertThat(person.next(ShellMessage.Started.class).status()).isEqualTo(ReplyStatus.NORMAL);
    }

    @AfterEach
    void close() {
        person.close();
        agent.close();
    }

    /** Its terminal echoes, over the very link and session that there were from the start; its poll is answered. */
    private void theNeighbourIsServed() {
        person.send(ShellMessage.Data.of(TestAgent.text("x")));
        assertThat(person.next(ShellMessage.Data.class).bytes()).isEqualTo(TestAgent.text("x"));
        assertThat(neighbour.poll().status()).isEqualTo(204);
        assertThat(agent.got(ShellMessage.New.class)).hasSize(1);
        assertThat(agent.deaths()).isEmpty();
    }

    private static double counted(String metric) {
        return server.metric(metric);
    }

    @Test
    void upgrades_that_never_come_to_their_end() {
        byte[] head = TestLink.upgrade(noisy.token()).bytes("localhost");
        List<RawConnection> slow = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            RawConnection connection = RawConnection.to(server.http());
            // Cut at each place in turn: within a word, a header, at the end.
            connection.write(java.util.Arrays.copyOf(head, head.length * (i + 1) / 65));
            slow.add(connection);
        }

        theNeighbourIsServed();
        // And who comes now.
        try (TestLink late = TestLink.open(server.http(), noisy.token())) {
            late.close(1000, "bye");
            assertThat(late.end()).startsWith("1000 ");
        }
        slow.forEach(RawConnection::close);
        theNeighbourIsServed();
    }

    @Test
    void heads_that_are_no_http() {
        String metric = "holdfast_requests_unreadable_total{code=\"request.not-http\"}";
        double before = counted(metric);
        for (int i = 0; i < 8; i++) {
            try (RawConnection connection = RawConnection.to(server.http())) {
                connection.write("hello\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(connection.read(false)).hasToString("400 request.not-http");
            }
        }

        assertThat(counted(metric)).isEqualTo(before + 8);
        theNeighbourIsServed();
    }

    @Test
    void a_link_that_floods() {
        double before = counted("holdfast_link_events_total{event=\"unreadable\"}");
        try (TestLink flood = TestLink.open(server.http(), noisy.token())) {
            for (int i = 0; i < 1_000; i++) {
                flood.frame(BINARY, new byte[] {(byte) 0xc1});
            }
            theNeighbourIsServed();
            for (int i = 0; i < 4_000; i++) {
                flood.frame(BINARY, new byte[] {(byte) 0xc1});
            }
            assertThat(flood.end()).isEqualTo("1008 the protocol was broken");
        }
        assertThat(counted("holdfast_link_events_total{event=\"unreadable\"}")).isGreaterThan(before + 2_000);
        theNeighbourIsServed();
    }

    @Test
    void a_link_whose_frames_are_too_large() {
        double before = counted("holdfast_link_closes_total{cause=\"too-large\"}");
        for (int i = 0; i < 4; i++) {
            try (TestLink large = TestLink.open(server.http(), noisy.token())) {
                large.frame(BINARY, new byte[60_000]);
                assertThat(large.end()).startsWith("1009 ");
            }
        }
        assertThat(counted("holdfast_link_closes_total{cause=\"too-large\"}")).isEqualTo(before + 4);
        theNeighbourIsServed();
    }

    @Test
    void a_link_that_sends_what_only_looks_like_a_message() {
        double before = counted("holdfast_link_events_total{event=\"unreadable\"}");
        // An array of 2^32 - 1, a map that is cut, a text that promises 4 GiB, a map nested a thousand times.
        byte[] nested = new byte[1_000];
        java.util.Arrays.fill(nested, (byte) 0x91);
        List<byte[]> bad = List.of(
                new byte[] {(byte) 0xdd, -1, -1, -1, -1},
                new byte[] {(byte) 0x82, (byte) 0xa3, 'h', 'd', 'r'},
                new byte[] {(byte) 0xdb, -1, -1, -1, -1, 'x'},
                nested);
        try (TestLink liar = TestLink.open(server.http(), noisy.token())) {
            bad.forEach(frame -> liar.frame(BINARY, frame));
            theNeighbourIsServed();
            // It is not even sent away for so few.
            liar.close(1000, "bye");
            assertThat(liar.end()).startsWith("1000 ");
        }
        assertThat(counted("holdfast_link_events_total{event=\"unreadable\"}")).isEqualTo(before + bad.size());
    }
}
