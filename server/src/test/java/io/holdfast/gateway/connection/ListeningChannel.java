package io.holdfast.gateway.connection;

import io.holdfast.gateway.person.Farewell;
import io.holdfast.gateway.person.PersonChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A person's end that notes what it is told; everything happens at once, in the test's own thread. */
public final class ListeningChannel implements PersonChannel {
    public final List<byte[]> sent = new ArrayList<>();
    public final List<Farewell> farewells = new ArrayList<>();
    int pings;
    boolean reading = true;
    /** Takes what is sent and reads none of it. */
    boolean stuck;

    final List<Runnable> unread = new ArrayList<>();

    @Override
    public Executor loop() {
        return Runnable::run;
    }

    @Override
    public void send(byte[] message, Runnable written) {
        sent.add(message);
        if (stuck) {
            unread.add(written);
        } else {
            written.run();
        }
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
