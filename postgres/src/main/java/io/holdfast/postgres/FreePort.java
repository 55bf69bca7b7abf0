package io.holdfast.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on 127.0.0.1. */
final class FreePort {
    /** Below Linux's ephemeral ports (from 32768), so that no outgoing connection sits on the port during a restart. */
    private static final int FIRST = 17_000;

    private static final int BEHIND_LAST = 32_000;
    private static final int TRIES = 64;

    private FreePort() {}

    /** The preferred port when it is free, else a random free one. */
    static int choose(Optional<Integer> preferred) {
        return preferred.filter(FreePort::isFree).orElseGet(FreePort::random);
    }

    private static int random() {
        return ThreadLocalRandom.current()
                .ints(TRIES, FIRST, BEHIND_LAST)
                .filter(FreePort::isFree)
                .findFirst()
                .orElseThrow(() -> new EmbeddedPostgresException(
                        "postgres.no-free-port",
                        "None of " + TRIES + " ports tried on 127.0.0.1 is free.",
                        "Look at what occupies ports " + FIRST + " to " + BEHIND_LAST + "."));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // as PostgreSQL does: closed connections that linger are no obstacle
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
