package io.holdfast.fleet.drill.acknowledgement;

import io.holdfast.fleet.load.ResponseParser;
import io.holdfast.fleet.process.Poll;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * One connection in the clear, one request at a time: its port and the number of an answer on it find the answer again in a
 * trace of the server.
 */
final class TracedClient implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /**
     * An answer.
     *
     * @param port the client's
     * @param number of the answer on this connection, from 0
     */
    record Answer(int port, int number, int status, String body, String location) {
        Answer expect(int wanted) {
            if (status != wanted) {
                throw new IllegalStateException("answered " + status + " instead of " + wanted + ": " + body);
            }
            return this;
        }

        String createdId() {
            return location.substring(location.lastIndexOf('/') + 1);
        }
    }

    private final int serverPort;
    private final Socket socket;
    private int answers;

    TracedClient(int serverPort) {
        this.serverPort = serverPort;
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer json(String method, String path, Map<String, String> headers, Object body) {
        return send(method, path, headers, "application/json", JSON.writeValueAsBytes(body));
    }

    Answer send(String method, String path, Map<String, String> headers, String type, byte[] body) {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        head.append("Host: localhost:").append(serverPort).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Type: ").append(type).append("\r\n");
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        try {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            request.writeBytes(body);
            socket.getOutputStream().write(request.toByteArray());
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        }
    }

    /** Asks again while the server puts it off, which it does for a while after its database was away. */
    Answer until(int wanted, Supplier<Answer> send) {
        return Poll.forValue(PATIENCE, () -> Optional.of(send.get()).filter(told -> told.status() != 503))
                .orElseThrow(() -> new IllegalStateException("put off for " + PATIENCE))
                .expect(wanted);
    }

    private Answer read() throws IOException {
        Collected collected = new Collected();
        ResponseParser parser = new ResponseParser(collected);
        byte[] buffer = new byte[16 * 1024];
        while (!collected.complete) {
            int count = socket.getInputStream().read(buffer);
            if (count < 0) {
                throw new IOException("the server closed the connection");
            }
            parser.feed(Unpooled.wrappedBuffer(buffer, 0, count));
        }
        return new Answer(
                socket.getLocalPort(),
                answers++,
                parser.status(),
                collected.body.toString(StandardCharsets.UTF_8),
                parser.header("Location").orElse(""));
    }

    private static final class Collected implements ResponseParser.Sink {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean complete;

        @Override
        public void body(ByteBuf in, int offset, int length) {
            byte[] part = new byte[length];
            in.getBytes(offset, part);
            body.writeBytes(part);
        }

        @Override
        public void complete() {
            complete = true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
