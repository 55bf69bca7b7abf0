package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.process.Poll;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tunnel.TrustedServer;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.MenderClientMessage;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import io.holdfast.wire.link.ToDevice;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever a person's tool sends, and in whatever order, a real agent lives on: one ack too many would have ended its process. */
class RealAgentAttackTest {
    private static final int SEQUENCES = Integer.getInteger("holdfast.attack.sequences", 10_000);
    private static final int MESSAGES_MAX = 8;
    /** A connection is closed after 32 messages out of order. */
    private static final int SEQUENCES_PER_SOCKET = 12;

    /** They wait for the agent more than they send. */
    private static final int AT_ONCE = 4;

    /** A device that is away answers nothing. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private static final Payload BYTES = Payload.of(new byte[] {1, 2, 3});

    /** Without the start of a shell: each costs a real agent 4 s at its end. It has a place of its own below. */
    private static final List<ToDevice> ANYTHING = List.of(
            new ControlMessage.Ping(),
            new ControlMessage.Pong(),
            ControlMessage.Open.VERSION_1,
            new ControlMessage.Error("x", true, "ack"),
            ShellMessage.Data.of(BYTES),
            new ShellMessage.Resize(new TerminalSize(1000, 1000)),
            new ShellMessage.Stop(),
            new ShellMessage.Pong(),
            new FileTransferMessage.Stat("/etc/hostname"),
            new FileTransferMessage.Get("/etc/hostname"),
            new FileTransferMessage.Put("/nowhere/x", OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()),
            new FileTransferMessage.Chunk(0, BYTES),
            new FileTransferMessage.Ack(0),
            new FileTransferMessage.Error("x", "ack"),
            connect("a"),
            connect("b"),
            new PortForwardMessage.Forward("a", BYTES),
            new PortForwardMessage.Forward("none", BYTES),
            new PortForwardMessage.Ack("a"),
            new PortForwardMessage.Ack("b"),
            new PortForwardMessage.Ack("none"),
            new PortForwardMessage.Stop("a"),
            new PortForwardMessage.Stop("none"),
            new MenderClientMessage.CheckUpdate());

    /** What brings a connection into each of its states. */
    private static final List<List<ToDevice>> STATES = List.of(
            List.of(),
            List.of(ControlMessage.Open.VERSION_1),
            List.of(connect("a")),
            List.of(connect("a"), new PortForwardMessage.Forward("a", BYTES)),
            List.of(connect("a"), new PortForwardMessage.Stop("a")));

    /** What a shell may be sent, before it runs, while it does, and after it was stopped. */
    private static final List<ToDevice> OF_SHELLS = List.of(
            new ShellMessage.New(Optional.empty(), "somebody"),
            ShellMessage.Data.of(BYTES),
            new ShellMessage.Resize(new TerminalSize(1, 1)),
            new ShellMessage.Stop(),
            new ShellMessage.Pong());

    private static PortForwardMessage.New connect(String id) {
        // The discard of a port where nothing listens: connecting fails at once, or is refused.
        return new PortForwardMessage.New(id, "127.0.0.1", 9, PortForwardMessage.Transport.UDP);
    }

    @Test
    void every_message_in_every_state_and_ten_thousand_sequences_leave_the_agent_s_process_alive() {
        RealClients.Able machine = Machine.withRealClients();
        try (LiveDevice device = LiveDevice.start(machine, "02:00:00:00:01:02");
                ExecutorService people = Executors.newFixedThreadPool(AT_ONCE);
                HttpClient client = HttpClient.newBuilder()
                        .sslContext(TrustedServer.by(Optional.of(device.live.certificate())))
                        .build()) {
            String token = device.token("attack");
            for (List<ToDevice> state : STATES) {
                for (ToDevice message : ANYTHING) {
                    attack(client, device, token, List.of(state, List.of(message, message)));
                }
            }
            ToDevice start = new ShellMessage.New(Optional.empty(), "somebody");
            for (ToDevice message : OF_SHELLS) {
                attack(
                        client,
                        device,
                        token,
                        List.of(List.of(start, message, message, new ShellMessage.Stop(), message)));
            }
            assertThat(device.agent.isRunning()).as(device.agent.log()).isTrue();
            IntStream.iterate(0, seed -> seed < SEQUENCES, seed -> seed + SEQUENCES_PER_SOCKET)
                    .mapToObj(seed -> CompletableFuture.runAsync(() -> seeded(client, device, token, seed), people))
                    .toList()
                    .forEach(CompletableFuture::join);
            assertThat(device.agent.log()).doesNotContain("fatal error");
            double heard = device.live.metrics().sum("holdfast_link_events_total", "messages_out");
            System.out.printf("%d sequences sent, %.0f messages let through to the agent%n", SEQUENCES, heard);
            // If it heard next to nothing, nothing was shown; 5,740 of 10,000 sequences is usual.
            assertThat(heard).as("messages that the device was sent").isGreaterThan(SEQUENCES / 4.0);
            Poll.require("the agent is connected", Duration.ofSeconds(90), device::connected);
        }
    }

    private static void seeded(HttpClient client, LiveDevice device, String token, int seed) {
        Dice dice = Dice.seeded(seed);
        List<List<ToDevice>> sequences = new ArrayList<>();
        for (int i = 0; i < SEQUENCES_PER_SOCKET; i++) {
            sequences.add(sequence(dice));
        }
        attack(client, device, token, sequences);
        assertThat(device.agent.isRunning()).as("seed " + seed).isTrue();
    }

    private static List<ToDevice> sequence(Dice dice) {
        int length = 1 + dice.below(MESSAGES_MAX);
        return Stream.generate(() -> ANYTHING.get(dice.below(ANYTHING.size())))
                .limit(length)
                .toList();
    }

    /** Nothing while the device is away: an agent that stops shells may miss a ping and comes back. */
    private static Optional<WebSocket> open(HttpClient client, LiveDevice device, String token, Answers answers) {
        try {
            return Optional.of(client.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + token)
                    .buildAsync(
                            URI.create(device.live.url().replace("https:", "wss:")
                                    + "/api/management/v1/deviceconnect/devices/" + device.id + "/connect"),
                            answers)
                    .join());
        } catch (CompletionException away) {
            return Optional.empty();
        }
    }

    /** Sends it all over one connection, once the device has begun its side; the server may close it before the end. */
    private static void attack(HttpClient client, LiveDevice device, String token, List<List<ToDevice>> sequences) {
        Answers answers = new Answers();
        WebSocket socket = Poll.forValue(Duration.ofSeconds(90), () -> open(client, device, token, answers))
                .orElseThrow();
        try {
            send(socket, connect("first"));
            Poll.until(ANSWER_MAX, () -> answers.about("first"));
            for (List<ToDevice> sequence : sequences) {
                for (ToDevice message : sequence) {
                    send(socket, message);
                }
            }
            send(socket, connect("last"));
            Poll.until(ANSWER_MAX, () -> answers.about("last"));
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        } catch (CompletionException closedByServer) {
            // it had enough
        } finally {
            socket.abort();
        }
    }

    private static void send(WebSocket socket, ToDevice message) {
        socket.sendBinary(ByteBuffer.wrap(LinkWriter.write("any", message)), true)
                .join();
    }

    /** What comes back; all that matters is whether somebody answered yet, or closed. */
    private static final class Answers implements WebSocket.Listener {
        private final Set<String> connections = ConcurrentHashMap.newKeySet();
        private volatile boolean over;

        boolean about(String connection) {
            return over || connections.contains(connection);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer frame, boolean last) {
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            if (LinkReader.fromDevice(bytes) instanceof LinkReading.Message<FromDevice> read) {
                switch (read.message()) {
                    case PortForwardMessage.Connected connected -> connections.add(connected.connectionId());
                    case PortForwardMessage.Error error -> error.connectionId().ifPresent(connections::add);
                    case PortForwardMessage.Stop stop -> connections.add(stop.connectionId());
                    default -> {}
                }
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            over = true;
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable broken) {
            over = true;
        }
    }
}
