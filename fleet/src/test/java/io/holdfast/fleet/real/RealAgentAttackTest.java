package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.process.Poll;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tunnel.TrustedServer;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.MenderClientMessage;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import io.holdfast.wire.link.ToDevice;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whatever a person's tool sends, in whatever order and under whichever session's id, a real agent lives on: one ack too many would have
 * ended its process. What lies behind this door is attacked in {@link RealSessionTest}.
 */
class RealAgentAttackTest {
    private static final int SEQUENCES = Integer.getInteger("holdfast.attack.sequences", 10_000);
    private static final int MESSAGES_MAX = 8;
    /** A connection is closed after 32 messages out of order. */
    private static final int SEQUENCES_PER_SOCKET = 12;

    /** They wait for the agent more than they send. */
    private static final int AT_ONCE = 4;

    private static final Payload BYTES = Payload.of(new byte[] {1, 2, 3});

    /** Costs a real agent 4 s at the shell's end, so there are few. */
    private static final ToDevice START = new ShellMessage.New(Optional.empty(), "somebody");

    /** Ends the connection. */
    private static final ToDevice CLOSE = new ControlMessage.Close();

    private static final ToDevice STOP = new ShellMessage.Stop();

    /** All but {@link #START} and {@link #CLOSE}. */
    private static final List<ToDevice> ANYTHING = List.of(
            new ControlMessage.Ping(),
            new ControlMessage.Pong(),
            ControlMessage.Open.VERSION_1,
            new ControlMessage.Error("x", true, "ack"),
            ShellMessage.Data.of(BYTES),
            new ShellMessage.Resize(new TerminalSize(1000, 1000)),
            STOP,
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
            new MenderClientMessage.CheckUpdate(),
            new MenderClientMessage.SendInventory());

    /** What brings a connection into each of its states but those of a shell, which {@link #shell} walks through. */
    private static final List<List<ToDevice>> STATES = List.of(
            List.of(),
            List.of(ControlMessage.Open.VERSION_1),
            List.of(connect("a")),
            List.of(connect("a"), new PortForwardMessage.Forward("a", BYTES)),
            List.of(connect("a"), new PortForwardMessage.Stop("a")));

    private static PortForwardMessage.New connect(String id) {
        // The discard of a port where nothing listens: connecting fails at once, or is refused.
        return new PortForwardMessage.New(id, "127.0.0.1", 9, PortForwardMessage.Transport.UDP);
    }

    private static List<ToDevice> with(ToDevice one, List<ToDevice> rest) {
        return Stream.concat(Stream.of(one), rest.stream()).toList();
    }

    @Test
    void every_message_in_every_state_and_ten_thousand_sequences_leave_the_agent_s_process_alive() {
        assertThat(with(START, with(CLOSE, ANYTHING)).stream()
                        .<Class<?>>map(Object::getClass)
                        .distinct())
                .as("every message that there is")
                .containsExactlyInAnyOrder(ToDevice.class.getPermittedSubclasses());
        RealClients.Able machine = Machine.withRealClients();
        try (LiveDevice device = LiveDevice.start(machine, "02:00:00:00:01:02");
                ExecutorService people = Executors.newFixedThreadPool(AT_ONCE);
                HttpClient client = HttpClient.newBuilder()
                        .sslContext(TrustedServer.by(Optional.of(device.live.certificate())))
                        .build()) {
            Entrance door = new Entrance(client, device, device.token("attack"));
            List<Runnable> matrix = matrix(door);
            atOnce(people, matrix);
            assertThat(device.agent.isRunning()).as(device.agent.log()).isTrue();
            atOnce(
                    people,
                    IntStream.iterate(0, seed -> seed < SEQUENCES, seed -> seed + SEQUENCES_PER_SOCKET)
                            .<Runnable>mapToObj(seed -> () -> seeded(door, seed))
                            .toList());
            assertThat(device.agent.log()).doesNotContain("fatal error").doesNotContain("panic:");
            double heard = device.live.metrics().sum("holdfast_link_events_total", "messages_out");
            System.out.printf(
                    "%d connections for each message in each state, %d sequences; %.0f messages let through to the agent%n",
                    matrix.size(), SEQUENCES, heard);
            // If it heard next to nothing, nothing was shown; 5,740 of 10,000 sequences is usual.
            assertThat(heard).as("messages that the device was sent").isGreaterThan(SEQUENCES / 4.0);
            Poll.require("the agent is connected", Duration.ofSeconds(90), device::connected);
        }
    }

    private static void atOnce(ExecutorService people, List<Runnable> attacks) {
        attacks.stream()
                .map(attack -> CompletableFuture.runAsync(attack, people))
                .toList()
                .forEach(CompletableFuture::join);
    }

    /** Where the attackers come in. */
    private record Entrance(HttpClient client, LiveDevice device, String token) {
        HostileTool open(HostileTool.Id id) {
            return HostileTool.at(client, device, token, id);
        }
    }

    /** Each message in each state, under the wrong id and under the right one. */
    private static List<Runnable> matrix(Entrance door) {
        List<Runnable> attacks = new ArrayList<>();
        for (HostileTool.Id id : HostileTool.Id.values()) {
            attacks.add(() -> shell(door, id));
            for (List<ToDevice> state : STATES) {
                for (ToDevice message : with(CLOSE, ANYTHING)) {
                    attacks.add(() -> attack(door, id, List.of(state, List.of(message, message))));
                }
            }
        }
        return attacks;
    }

    /** A shell that does not run, starts, runs and was stopped. What is never served here comes once: 32 of it end the connection. */
    private static void shell(Entrance door, HostileTool.Id id) {
        List<ToDevice> served = ANYTHING.stream()
                .filter(message ->
                        !(message instanceof FileTransferMessage) && !(message instanceof MenderClientMessage))
                .toList();
        try (HostileTool tool = door.open(id)) {
            tool.send(List.of(ShellMessage.Data.of(BYTES), new ShellMessage.Pong(), STOP));
            tool.send(with(START, with(START, allBut(STOP, served))));
            tool.awaitShell();
            tool.send(with(START, allBut(STOP, ANYTHING)));
            tool.send(List.of(STOP));
            tool.send(with(START, with(STOP, served)));
            tool.send(List.of(CLOSE));
        } catch (CompletionException closedByServer) {
            // it had enough
        }
    }

    private static List<ToDevice> allBut(ToDevice one, List<ToDevice> messages) {
        return messages.stream().filter(message -> !message.equals(one)).toList();
    }

    private static void seeded(Entrance door, int seed) {
        Dice dice = Dice.seeded(seed);
        List<List<ToDevice>> sequences = new ArrayList<>();
        for (int i = 0; i < SEQUENCES_PER_SOCKET; i++) {
            sequences.add(sequence(dice));
        }
        attack(door, HostileTool.Id.values()[dice.below(2)], sequences);
        assertThat(door.device().agent.isRunning()).as("seed " + seed).isTrue();
    }

    private static List<ToDevice> sequence(Dice dice) {
        int length = 1 + dice.below(MESSAGES_MAX);
        return Stream.generate(() -> ANYTHING.get(dice.below(ANYTHING.size())))
                .limit(length)
                .toList();
    }

    /** Sends it all over one connection, once the device has begun its side; the server may close it before the end. */
    private static void attack(Entrance door, HostileTool.Id id, List<List<ToDevice>> sequences) {
        try (HostileTool tool = door.open(id)) {
            tool.send(List.of(connect("first")));
            tool.awaitAnswer("first");
            sequences.forEach(tool::send);
            tool.send(List.of(connect("last")));
            tool.awaitAnswer("last");
            tool.send(List.of(CLOSE));
        } catch (CompletionException closedByServer) {
            // it had enough
        }
    }
}
