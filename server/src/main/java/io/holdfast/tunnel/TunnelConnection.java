package io.holdfast.tunnel;

import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One connection through the device and the two local streams that are its near end. */
final class TunnelConnection {
    /** Messages that the server has not acknowledged: with their size what a 50 ms round trip needs at 2.5 MB/s. */
    private static final int WINDOW = 8;

    private static final int PIECE_BYTES = 16 << 10;

    /** A local program that has said all may still wait for an answer; so long after the last of it. */
    private static final Duration LINGER = Duration.ofSeconds(10);

    private final Tunnel tunnel;
    private final String id;
    private final String target;
    private final InputStream in;
    private final OutputStream out;
    private final Semaphore window = new Semaphore(WINDOW);
    private final BlockingQueue<Payload> arrived = new LinkedBlockingQueue<>();
    private volatile boolean connected;
    private volatile boolean stopped;
    private volatile boolean allSaid;

    TunnelConnection(Tunnel tunnel, String id, String target, InputStream in, OutputStream out) {
        this.tunnel = tunnel;
        this.id = id;
        this.target = target;
        this.in = in;
        this.out = out;
    }

    String target() {
        return target;
    }

    void connected() {
        connected = true;
    }

    void received(Payload bytes) {
        tunnel.reader().waits(bytes.length());
        arrived.add(bytes);
    }

    void acknowledged() {
        window.release();
    }

    /** The device's side is over: what has arrived is still written. */
    void stopped() {
        stopped = true;
        window.release(WINDOW);
        arrived.add(Payload.EMPTY);
    }

    /** Carries both ways until one is over; whether the device had connected. */
    boolean run() {
        Thread said = Thread.ofVirtual().name("tunnel-" + id).start(this::say);
        try {
            hear();
        } finally {
            if (!stopped) {
                tunnel.send(new PortForwardMessage.Stop(id));
            }
            close(in);
            close(out);
            said.interrupt();
        }
        return connected;
    }

    private void say() {
        byte[] piece = new byte[PIECE_BYTES];
        try {
            for (int read = in.read(piece); read >= 0 && !stopped; read = in.read(piece)) {
                window.acquire();
                tunnel.send(new PortForwardMessage.Forward(id, Payload.of(Arrays.copyOf(piece, read))));
            }
        } catch (IOException closed) {
            // the local program is gone
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
        allSaid = true;
    }

    private void hear() {
        try {
            while (true) {
                Payload bytes = arrived.poll(LINGER.toMillis(), TimeUnit.MILLISECONDS);
                if (bytes == null) {
                    if (allSaid) {
                        return;
                    }
                } else if (bytes.isEmpty()) {
                    return;
                } else {
                    write(bytes);
                }
            }
        } catch (IOException localGone) {
            // nobody is there to hear it
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Payload bytes) throws IOException {
        try {
            out.write(bytes.bytes());
            out.flush();
        } finally {
            tunnel.reader().written(bytes.length());
        }
    }

    private static void close(AutoCloseable stream) {
        try {
            stream.close();
        } catch (Exception broken) {
            // it is over either way
        }
    }
}
