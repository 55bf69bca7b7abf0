package io.holdfast.agent.session;

import io.holdfast.agent.link.LinkLoop;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.mux.MuxLimits;
import io.holdfast.wire.mux.MuxListener;
import io.holdfast.wire.mux.MuxStream;
import io.holdfast.wire.mux.MuxTarget;
import io.holdfast.wire.mux.ResetCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A TCP connection whose bytes are a stream's: two virtual threads, and no more bytes between them than the stream's credit. */
final class ForwardedConnection implements MuxListener {
    private static final int CONNECT_MILLIS = 10_000;

    private final LinkLoop loop;
    private final MuxStream stream;
    private final MuxTarget.Tcp target;
    private final StreamOutbox outbox;
    private final Socket socket = new Socket();
    // Bounded by the stream's window: credit is given for what was written.
    private final BlockingQueue<Payload> toWrite = new LinkedBlockingQueue<>();

    private ForwardedConnection(LinkLoop loop, MuxStream stream, MuxTarget.Tcp target) {
        this.loop = loop;
        this.stream = stream;
        this.target = target;
        this.outbox = new StreamOutbox(loop, stream);
    }

    static ForwardedConnection begin(LinkLoop loop, MuxStream stream, MuxTarget.Tcp target) {
        ForwardedConnection connection = new ForwardedConnection(loop, stream, target);
        Thread begun = Thread.ofVirtual().name("agent-forward").start(connection::connect);
        return connection;
    }

    private void connect() {
        try {
            socket.connect(new InetSocketAddress(target.host(), target.port()), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
        } catch (IOException | IllegalArgumentException unreachable) {
            close();
            outbox.reset(
                    ResetCode.UNREACHABLE,
                    "cannot connect to " + target.host() + ":" + target.port() + ": " + unreachable.getMessage());
            return;
        }
        Thread writer = Thread.ofVirtual().name("agent-forward-out").start(this::write);
        loop.execute(stream::accept);
        try {
            read();
            writer.join(); // one half may end long before the other
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private void read() throws InterruptedException {
        try {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[MuxLimits.DATA_MAX];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!outbox.put(Payload.of(Arrays.copyOf(buffer, count)))) {
                    return;
                }
            }
            outbox.end();
        } catch (IOException broken) {
            outbox.reset(ResetCode.FAILED, "the connection broke");
            toWrite.add(Payload.EMPTY);
        }
    }

    private void write() {
        try {
            OutputStream out = socket.getOutputStream();
            for (Payload bytes = toWrite.take(); !bytes.isEmpty(); bytes = toWrite.take()) {
                out.write(bytes.bytes());
                int count = bytes.length();
                loop.execute(() -> stream.taken(count));
            }
            socket.shutdownOutput();
        } catch (IOException broken) {
            outbox.reset(ResetCode.FAILED, "the connection broke");
            close();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            // it is closed
        }
    }

    @Override
    public void data(Payload bytes) {
        toWrite.add(bytes);
    }

    @Override
    public void room() {
        outbox.room();
    }

    @Override
    public void ended() {
        toWrite.add(Payload.EMPTY); // an empty piece is the end: the wire has none
    }

    @Override
    public void over(ResetCode code, String text) {
        outbox.over();
        close();
        toWrite.clear();
        toWrite.add(Payload.EMPTY);
    }
}
