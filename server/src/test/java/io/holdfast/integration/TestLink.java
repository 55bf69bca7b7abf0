package io.holdfast.integration;

import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.ToDevice;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A device's end of its link, as mender-connect opens it: no subprotocol, whole frames. */
final class TestLink implements AutoCloseable {
    static final String PATH = "/api/devices/v1/deviceconnect/connect";
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ=="; // of RFC 6455

    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final RawConnection connection;
    private final Deque<LinkReading<ToDevice>> early = new ArrayDeque<>();
    private boolean standing;
    private String end = "";

    private TestLink(RawConnection connection) {
        this.connection = connection;
    }

    static Request upgrade(String token) {
        return Request.of("GET", PATH)
                .bearer(token)
                .header("Connection", "Upgrade")
                .header("Upgrade", "websocket")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", KEY);
    }

    /** Opens a link with the token; throws where the answer is not 101. */
    static TestLink open(URI server, String token) {
        RawConnection connection = RawConnection.to(server);
        Answer answer = connection.send(upgrade(token));
        if (answer.status() != 101) {
            throw new AssertionError("no link: " + answer);
        }
        TestLink link = new TestLink(connection);
        link.awaitStanding();
        return link;
    }

    /** The 101 leaves before the server put the link into its table; what answers a ping stands there. */
    private void awaitStanding() {
        frame(PING, new byte[0]);
        while (!standing && end.isEmpty()) {
            next(true).ifPresent(early::add);
        }
    }

    void send(String sessionId, FromDevice message) {
        frame(BINARY, LinkWriter.write(sessionId, message));
    }

    void frame(int opcode, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x80 | opcode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else {
            frame.write(0x80 | 126);
            frame.writeBytes(
                    ByteBuffer.allocate(2).putShort((short) payload.length).array());
        }
        frame.writeBytes(new byte[4]); // a mask of zeros changes nothing
        frame.writeBytes(payload);
        connection.write(frame.toByteArray());
    }

    void close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        frame(
                CLOSE,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }

    /** What the server sends next; pings are answered on the way. Empty when it ends the link, whose status {@link #end} tells. */
    Optional<LinkReading<ToDevice>> next() {
        if (!early.isEmpty()) {
            return Optional.of(early.remove());
        }
        return end.isEmpty() ? next(false) : Optional.empty();
    }

    private Optional<LinkReading<ToDevice>> next(boolean untilStanding) {
        while (true) {
            int opcode = connection.next(1)[0] & 0x0F;
            int length = connection.next(1)[0] & 0x7F;
            if (length == 126) {
                length = ByteBuffer.wrap(connection.next(2)).getShort() & 0xFFFF;
            }
            byte[] payload = connection.next(length);
            switch (opcode) {
                case BINARY -> {
                    return Optional.of(LinkReader.toDevice(payload));
                }
                case PING -> frame(PONG, payload);
                case PONG -> {
                    standing = true;
                    if (untilStanding) {
                        return Optional.empty();
                    }
                }
                case CLOSE -> {
                    end = ByteBuffer.wrap(payload).getShort()
                            + " "
                            + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
                    return Optional.empty();
                }
                default -> {}
            }
        }
    }

    /** Reads until the server ends the link; its status and reason. */
    String end() {
        while (next().isPresent()) {
            // what is still sent
        }
        return end;
    }

    @Override
    public void close() {
        connection.close();
    }
}
