package io.holdfast.tunnel;

import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ToDevice;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;

/** One WebSocket to a device and the connections that share it. Safe for any thread. */
public final class Tunnel implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(20);

    private final HttpClient client;
    private final Consumer<String> trouble;
    private final Map<String, TunnelConnection> connections = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final WebSocket socket;
    private final TunnelReader reader = new TunnelReader(this::received, end::complete);

    private Tunnel(TunnelServer to, Consumer<String> trouble) {
        this.trouble = trouble;
        this.client = HttpClient.newBuilder()
                .sslContext(to.tls())
                .connectTimeout(CONNECT_MAX)
                .build();
        this.socket = open(to);
    }

    /**
     * Connects. Throws {@link TunnelRefused}.
     *
     * @param trouble is told, in a sentence, what goes wrong with single connections
     */
    public static Tunnel to(TunnelServer server, Consumer<String> trouble) {
        return new Tunnel(server, trouble);
    }

    private WebSocket open(TunnelServer to) {
        try {
            return client.newWebSocketBuilder()
                    .connectTimeout(CONNECT_MAX)
                    .header("Authorization", "Bearer " + to.token().reveal())
                    .buildAsync(to.socket(), reader)
                    .join();
        } catch (CompletionException failed) {
            client.close();
            throw refused(to, failed.getCause() == null ? failed : failed.getCause());
        }
    }

    private static TunnelRefused refused(TunnelServer to, Throwable cause) {
        if (cause instanceof SSLHandshakeException untrusted) {
            return untrusted(to, untrusted);
        }
        if (!(cause instanceof WebSocketHandshakeException handshake)) {
            String why = cause.getMessage() == null ? "nothing answers" : cause.getMessage();
            return new TunnelRefused(to.server() + " cannot be reached: " + why + ".", cause);
        }
        return new TunnelRefused(
                switch (handshake.getResponse().statusCode()) {
                    case 401 -> "The server does not take the token: make another one.";
                    case 403 -> "The token gives no leave to connect to this device.";
                    case 404 -> "The device is not connected, or there is none of this id.";
                    case 429 -> "There are as many connections as there may be: close one.";
                    case 503 -> "The server cannot do it now: try again.";
                    default -> "The server answered " + handshake.getResponse().statusCode() + ".";
                },
                handshake);
    }

    private static TunnelRefused untrusted(TunnelServer to, SSLHandshakeException cause) {
        boolean unknown = Stream.<Throwable>iterate(cause, Objects::nonNull, Throwable::getCause)
                .anyMatch(CertPathBuilderException.class::isInstance);
        return new TunnelRefused(
                unknown
                        ? "The certificate of " + to.server()
                                + " is not known to this machine. If it is the server's own,"
                                + " name it: --certificate DATA/tls/certificate.pem, a copy from the server's data directory."
                        : "The certificate of " + to.server() + " is not for this address, or not good any more: "
                                + cause.getMessage() + ".",
                cause);
    }

    /**
     * Carries bytes between two streams and a port that the device can reach, until either side ends; then both are closed. Waits.
     *
     * @return whether the device could connect
     */
    public boolean carry(InputStream in, OutputStream out, String host, int port) {
        String id = "t" + ids.incrementAndGet();
        TunnelConnection connection = new TunnelConnection(this, id, host + ":" + port, in, out);
        connections.put(id, connection);
        try {
            send(new PortForwardMessage.New(id, host, port, PortForwardMessage.Transport.TCP));
            end.thenAccept(why -> connection.stopped());
            return connection.run();
        } finally {
            connections.remove(id);
        }
    }

    private void received(byte[] bytes) {
        if (LinkReader.fromDevice(bytes) instanceof LinkReading.Message<FromDevice> read) {
            received(read.message());
        }
    }

    private void received(FromDevice message) {
        switch (message) {
            case PortForwardMessage.Connected connected -> at(connected.connectionId(), TunnelConnection::connected);
            case PortForwardMessage.Forward data -> at(data.connectionId(), it -> it.received(data.bytes()));
            case PortForwardMessage.Ack ack -> at(ack.connectionId(), TunnelConnection::acknowledged);
            case PortForwardMessage.Stop stop -> at(stop.connectionId(), TunnelConnection::stopped);
            case PortForwardMessage.Error error ->
                error.connectionId().ifPresent(id -> at(id, it -> trouble.accept(it.target() + ": " + error.text())));
            case ControlMessage.Error error -> trouble.accept(error.text());
            default -> {}
        }
    }

    private void at(String id, Consumer<TunnelConnection> event) {
        TunnelConnection connection = connections.get(id);
        if (connection != null) {
            event.accept(connection);
        }
    }

    /** Sends, one after the other; waits while the server reads slowly. */
    synchronized void send(ToDevice message) {
        try {
            var sent = socket.sendBinary(ByteBuffer.wrap(LinkWriter.write("", message)), true)
                    .join();
        } catch (CompletionException gone) {
            end.complete("the connection to the server broke");
        }
    }

    /** So many bytes that came were not written yet; more is asked of the server only while they are few. */
    TunnelReader reader() {
        return reader;
    }

    /** Waits until the server or the network ends it; says why. */
    public String awaitEnd() {
        return end.join();
    }

    /** Whether it still stands. */
    public boolean stands() {
        return !end.isDone();
    }

    @Override
    public void close() {
        end.complete("closed");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").whenComplete((sent, failed) -> socket.abort());
        client.shutdownNow();
    }
}
