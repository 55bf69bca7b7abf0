package io.holdfast.fleet.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.fleet.process.FreePort;
import io.holdfast.fleet.process.Poll;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real sockets on both sides of a real proxy. */
class FaultProxyTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Executor EACH_ON_ITS_OWN = Thread::startVirtualThread;

    private ServerSocket listener;
    private FaultProxy proxy;

    @BeforeEach
    void a_wire() throws IOException {
        listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        proxy = FaultProxy.on(Leg.DEVICE_TO_SERVER, "127.0.0.1", listener.getLocalPort());
    }

    @AfterEach
    void no_wire() throws IOException {
        proxy.close();
        listener.close();
    }

    private record Ends(Socket client, Socket server) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    private Ends connected() throws IOException {
        Socket client = client(proxy.port());
        Socket server = listener.accept();
        server.setSoTimeout((int) SOON.toMillis());
        Poll.require("it is carried", SOON, () -> proxy.connections() > 0);
        return new Ends(client, server);
    }

    private static Socket client(int port) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout((int) SOON.toMillis());
        return client;
    }

    @Test
    void ten_megabytes_pass_unchanged_in_both_directions_at_once_and_so_do_the_ends() throws Exception {
        byte[] forth = random(1);
        byte[] back = random(2);
        try (Ends ends = connected()) {
            CompletableFuture<byte[]> atServer = exchange(ends.server(), back);
            CompletableFuture<byte[]> atClient = exchange(ends.client(), forth);

            assertThat(atServer.get(60, TimeUnit.SECONDS)).isEqualTo(forth);
            assertThat(atClient.get(60, TimeUnit.SECONDS)).isEqualTo(back);
            Poll.require("nothing is left of it", SOON, () -> proxy.connections() == 0);
        }
    }

    private static byte[] random(long seed) {
        byte[] bytes = new byte[10 << 20];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Writes all, closes its output, and reads until the other end. */
    private static CompletableFuture<byte[]> exchange(Socket socket, byte[] said) {
        CompletableFuture.runAsync(
                () -> {
                    try {
                        socket.getOutputStream().write(said);
                        socket.shutdownOutput();
                    } catch (IOException broken) {
                        throw new IllegalStateException(broken);
                    }
                },
                EACH_ON_ITS_OWN);
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return socket.getInputStream().readAllBytes();
                    } catch (IOException broken) {
                        throw new IllegalStateException(broken);
                    }
                },
                EACH_ON_ITS_OWN);
    }

    @Test
    void one_direction_is_dark_while_the_other_passes_and_nothing_is_lost_when_light_returns() throws Exception {
        try (Ends ends = connected()) {
            proxy.set(Way.BACK, new Fault.BlackHole());
            write(ends.client(), "ping");
            assertThat(read(ends.server(), 4)).isEqualTo("ping");
            write(ends.server(), "pong");
            Poll.require("the answer is held", SOON, () -> proxy.heldBytes(Way.BACK) == 4);

            proxy.heal();

            assertThat(read(ends.client(), 4)).isEqualTo("pong");
        }
    }

    @Test
    void in_the_dark_a_closed_peer_is_a_half_open_connection() throws Exception {
        try (Ends ends = connected()) {
            proxy.set(new Fault.BlackHole());
            ends.client().close();
            ends.server().setSoTimeout(300);

            assertThatThrownBy(() -> ends.server().getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            proxy.heal();
            ends.server().setSoTimeout((int) SOON.toMillis());
            assertThat(ends.server().getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void a_delay_is_felt_by_who_waits_for_an_answer() throws Exception {
        try (Ends ends = connected()) {
            proxy.set(Way.FORTH, new Fault.Delay(Duration.ofMillis(200)));
            long began = System.nanoTime();
            write(ends.client(), "late");

            assertThat(read(ends.server(), 4)).isEqualTo("late");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void a_cut_resets_every_connection_and_each_new_one_until_it_is_healed() throws Exception {
        try (Ends ends = connected()) {
            proxy.set(new Fault.Cut());

            assertThatThrownBy(() -> ends.client().getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> ends.server().getInputStream().read()).isInstanceOf(SocketException.class);
        }
        try (Socket again = client(proxy.port())) {
            assertThatThrownBy(() -> again.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        proxy.heal();
        listener.accept().close(); // what the refused one left in the backlog
        try (Ends ends = connected()) {
            write(ends.client(), "back");
            assertThat(read(ends.server(), 4)).isEqualTo("back");
        }
    }

    @Test
    void cut_once_spares_the_next_connection() throws Exception {
        try (Ends ends = connected()) {
            proxy.cutOnce();
            assertThatThrownBy(() -> ends.client().getInputStream().read()).isInstanceOf(SocketException.class);
        }
        try (Ends ends = connected()) {
            write(ends.client(), "next");
            assertThat(read(ends.server(), 4)).isEqualTo("next");
        }
    }

    @Test
    void a_receiver_that_does_not_read_stops_the_sender_and_not_the_proxys_memory() throws Exception {
        try (Ends ends = connected()) {
            CompletableFuture<Void> flood = CompletableFuture.runAsync(
                    () -> {
                        try {
                            ends.client().getOutputStream().write(new byte[64 << 20]);
                        } catch (IOException closed) {
                            // the test is over
                        }
                    },
                    EACH_ON_ITS_OWN);
            Poll.require("the room is used", SOON, () -> proxy.heldBytes(Way.FORTH) >= Pipe.ROOM / 2);
            long before = proxy.passedBytes(Way.FORTH);
            Poll.until(Duration.ofMillis(500), () -> proxy.passedBytes(Way.FORTH) != before);

            assertThat(flood).isNotDone();
            // what one round of reading may bring beyond the room
            assertThat(proxy.heldBytes(Way.FORTH)).isLessThan(2L * Pipe.ROOM);
        }
    }

    @Test
    void who_connects_to_a_target_that_is_away_is_reset() throws Exception {
        try (FaultProxy nowhere = FaultProxy.on(Leg.SERVER_TO_DATABASE, "127.0.0.1", FreePort.next());
                Socket client = client(nowhere.port())) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(Socket socket, int count) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readNBytes(count), StandardCharsets.US_ASCII);
    }
}
