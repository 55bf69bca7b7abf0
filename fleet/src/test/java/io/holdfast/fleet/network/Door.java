package io.holdfast.fleet.network;

import io.holdfast.fleet.process.Leftovers;
import io.holdfast.fleet.process.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A way into one of two networks: a port of this machine's loopback leads to the same port of the network's own. Between the two lies a
 * socket in the file system, which belongs to no network; a program of its own holds the inner half.
 */
public final class Door implements AutoCloseable {
    private static final Duration OPEN_MAX = Duration.ofSeconds(30);
    private static final int PIECE_BYTES = 16 * 1024;

    private final Process inside;
    private final Leftovers.Leftover leftover;
    private final ServerSocketChannel here;

    private Door(Process inside, ServerSocketChannel here) {
        this.inside = inside;
        this.leftover = Leftovers.of(inside::destroyForcibly);
        this.here = here;
    }

    /** Opens it; the listener within need not be there yet. The socket's path must be short (108 bytes at most) and new. */
    public static Door into(Side side, int port, Path socket) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        try {
            Process inside = new ProcessBuilder(
                            side.command(java, "-cp", classPath, Door.class.getName(), socket.toString(), "" + port)
                                    .words())
                    .inheritIO()
                    .start();
            Door door = new Door(inside, ServerSocketChannel.open());
            try {
                Poll.require("the door is open", OPEN_MAX, () -> Files.exists(socket));
                door.here.bind(loopback(port));
                Thread.ofVirtual().start(() -> serve(door.here, UnixDomainSocketAddress.of(socket)));
                return door;
            } catch (IOException | RuntimeException notOpened) {
                door.close();
                throw notOpened;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The inner half, with the socket's path and the port. */
    public static void main(String[] words) throws IOException {
        ServerSocketChannel within = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        within.bind(UnixDomainSocketAddress.of(words[0]));
        serve(within, loopback(Integer.parseInt(words[1])));
    }

    private static SocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static void serve(ServerSocketChannel listener, SocketAddress target) {
        try {
            while (true) {
                SocketChannel came = listener.accept();
                Thread.ofVirtual().start(() -> carry(came, target));
            }
        } catch (IOException closed) {
            // nobody comes any more
        }
    }

    private static void carry(SocketChannel came, SocketAddress target) {
        try (came;
                SocketChannel on = SocketChannel.open(target)) {
            Thread back = Thread.ofVirtual().start(() -> pass(on, came));
            pass(came, on);
            back.join();
        } catch (IOException nobodyThere) {
            // whoever came is told by the end of his connection
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until the end of one direction, which the other may outlive; a connection that broke is over in both. */
    private static void pass(SocketChannel from, SocketChannel to) {
        ByteBuffer bytes = ByteBuffer.allocate(PIECE_BYTES);
        try {
            while (from.read(bytes) >= 0) {
                bytes.flip();
                while (bytes.hasRemaining()) {
                    to.write(bytes);
                }
                bytes.clear();
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            close(from);
            close(to);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException gone) {
            // all that was wanted
        }
    }

    @Override
    public void close() {
        leftover.gone();
        inside.destroyForcibly();
        try {
            here.close();
        } catch (IOException gone) {
            // all that was wanted
        }
    }
}
