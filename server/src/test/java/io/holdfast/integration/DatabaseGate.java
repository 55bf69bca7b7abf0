package io.holdfast.integration;

import io.holdfast.platform.config.DatabaseUrl;
import io.holdfast.testing.MigratedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A gate between a node and its PostgreSQL, which a test shuts: as a server that is gone, or as one that is frozen. */
final class DatabaseGate implements AutoCloseable {
    private enum State {
        OPEN,
        FROZEN,
        SHUT
    }

    private final MigratedDatabase database;
    private final URI upstream;
    private final ServerSocket door;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private State state = State.OPEN;

    private DatabaseGate(MigratedDatabase database) {
        this.database = database;
        this.upstream = URI.create(database.url().jdbcUrl().substring("jdbc:".length()));
        try {
            this.door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DatabaseGate before(MigratedDatabase database) {
        DatabaseGate gate = new DatabaseGate(database);
        Thread.ofVirtual().start(gate::accept);
        return gate;
    }

    /** The database as it is reached through here. */
    DatabaseUrl url() {
        DatabaseUrl direct = database.url();
        String through = direct.jdbcUrl().replace(upstream.getAuthority(), "127.0.0.1:" + door.getLocalPort());
        return new DatabaseUrl(through, direct.user(), direct.password());
    }

    /** Cuts every connection and lets nobody in. */
    void shut() {
        move(State.SHUT);
        sockets.forEach(DatabaseGate::close);
    }

    /** Connections stay, and nothing passes any more. */
    void freeze() {
        move(State.FROZEN);
    }

    /** Lets everything through again, also what waited. */
    void open() {
        move(State.OPEN);
    }

    private void move(State next) {
        lock.lock();
        try {
            state = next;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean passes() throws InterruptedException {
        lock.lock();
        try {
            while (state == State.FROZEN) {
                moved.await();
            }
            return state == State.OPEN;
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (IOException closed) {
            // The test is over.
            return;
        }
    }

    private void connect(Socket client) {
        try (client) {
            if (!passes()) {
                return;
            }
            try (Socket server = new Socket(upstream.getHost(), upstream.getPort())) {
                sockets.add(server);
                Thread.ofVirtual().start(() -> pump(server, client));
                pump(client, server);
            }
        } catch (IOException | InterruptedException cut) {
            // The node sees its connection end, which is the point.
            return;
        } finally {
            sockets.remove(client);
        }
    }

    private void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[16_384];
            for (int count = in.read(bytes); count >= 0 && passes(); count = in.read(bytes)) {
                out.write(bytes, 0, count);
            }
        } catch (IOException | InterruptedException cut) {
            // Both ends are closed below.
            return;
        } finally {
            close(from);
            close(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is closed either way.
            return;
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            shut();
        }
    }
}
