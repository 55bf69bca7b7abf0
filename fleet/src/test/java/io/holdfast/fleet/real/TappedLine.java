package io.holdfast.fleet.real;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The line between one real device and the server, of plain HTTP: it keeps what is said, and a {@link Snag} on it holds or cuts
 * what passes. A client sends no request before the answer to the last, so on one connection whoever speaks next to the other begins
 * what comes next.
 */
final class TappedLine implements AutoCloseable {
    private static final int CHUNK_BYTES = 8 * 1024;
    /** Small, so that the server cannot push a whole artifact into the line while it is held. */
    private static final int BUFFER_BYTES = 64 * 1024;

    private final int serverPort;
    private final ServerSocket listener;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<Snag> snags = new CopyOnWriteArrayList<>();
    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();

    private TappedLine(int serverPort, ServerSocket listener) {
        this.serverPort = serverPort;
        this.listener = listener;
    }

    /** A line to the server's port for plain HTTP. */
    static TappedLine to(int serverPort) {
        try {
            TappedLine line = new TappedLine(serverPort, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().name("tapped-line").start(line::accept);
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the device is configured with. */
    String url() {
        return "http://localhost:" + listener.getLocalPort();
    }

    /** From now on this snag catches the first thing that it waits for. */
    Snag with(Snag snag) {
        snags.add(snag);
        return snag;
    }

    /** What was said so far about paths that contain this, the oldest first. */
    List<Exchange> about(String path) {
        return exchanges.stream()
                .filter(exchange -> exchange.requestLine().contains(path))
                .toList();
    }

    /** How often a request about such a path was answered so. */
    long count(String path, int status) {
        return about(path).stream()
                .filter(exchange -> exchange.hasStatus(status))
                .count();
    }

    private void accept() {
        try {
            while (true) {
                Socket device = listener.accept();
                Socket server = new Socket();
                open.addAll(List.of(device, server));
                server.setReceiveBufferSize(BUFFER_BYTES);
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
                Connection connection = new Connection(device, server);
                Thread.ofVirtual().name("line-up").start(connection::up);
                Thread.ofVirtual().name("line-down").start(connection::down);
            }
        } catch (IOException closed) {
            close();
        }
    }

    /** Both directions of one connection. Its two threads meet in what they add to the exchange. */
    private final class Connection {
        private final Socket device;
        private final Socket server;
        private final List<Exchange> said = new ArrayList<>();

        Connection(Socket device, Socket server) {
            this.device = device;
            this.server = server;
        }

        void up() {
            pass(device, server, bytes -> {
                Exchange exchange = asked(bytes);
                snags.forEach(snag -> snag.asked(exchange));
                return true;
            });
        }

        void down() {
            pass(server, device, bytes -> {
                Exchange exchange = answered(bytes);
                return snags.stream().allMatch(snag -> snag.answered(exchange));
            });
        }

        private synchronized Exchange asked(byte[] bytes) {
            if (said.isEmpty() || said.getLast().isAnswered()) {
                Exchange next = new Exchange();
                said.add(next);
                exchanges.add(next);
            }
            said.getLast().asked(bytes);
            return said.getLast();
        }

        private synchronized Exchange answered(byte[] bytes) {
            said.getLast().answered(bytes);
            return said.getLast();
        }

        private void pass(Socket from, Socket to, Tap tap) {
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] buffer = new byte[CHUNK_BYTES];
                for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                    if (!tap.passes(Arrays.copyOf(buffer, length))) {
                        break;
                    }
                    out.write(buffer, 0, length);
                }
            } catch (IOException broken) {
                // an end like any other
            } finally {
                shut(device);
                shut(server);
            }
        }
    }

    @FunctionalInterface
    private interface Tap {
        /** Hears what passes before it passes; false cuts the line. */
        boolean passes(byte[] bytes);
    }

    private void shut(Socket socket) {
        try {
            open.remove(socket);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        snags.forEach(Snag::release);
        open.forEach(this::shut);
    }
}
