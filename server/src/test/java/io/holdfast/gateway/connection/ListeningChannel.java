package io.holdfast.gateway.connection;

import io.holdfast.gateway.person.Farewell;
import io.holdfast.gateway.person.PersonChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A person's end that notes what it is told; everything happens at once, in the test's own thread. */
final class ListeningChannel implements PersonChannel {
    final List<byte[]> sent = new ArrayList<>();
    final List<Farewell> farewells = new ArrayList<>();
    int pings;
    boolean reading = true;

    @Override
    public Executor loop() {
        return Runnable::run;
    }

    @Override
    public void send(byte[] message, Runnable written) {
        sent.add(message);
        written.run();
    }

    @Override
    public void ping() {
        pings++;
    }

    @Override
    public void reading(boolean wanted) {
        reading = wanted;
    }

    @Override
    public void close(Farewell farewell) {
        farewells.add(farewell);
    }
}
