package io.holdfast.gateway.person;

import java.util.concurrent.Executor;

/** The WebSocket of a person's browser or tool. Every method may be called from any thread; what is sent goes out in order. */
public interface PersonChannel {

    /** Runs tasks on the socket's event loop, on which its events come too. */
    Executor loop();

    /** Sends a binary message; runs {@code written} when its bytes have left, and also when they never will. */
    void send(byte[] message, Runnable written);

    /** Asks whether somebody is there. */
    void ping();

    /** Stops or goes on taking messages. */
    void reading(boolean wanted);

    /** Says good-bye and closes. */
    void close(Farewell farewell);

    /** Is told what comes over the socket, on its event loop. */
    interface Receiver {

        /** A whole binary message; the array is the receiver's. */
        void message(byte[] message);

        /** A ping was answered. */
        void heard();

        /** The socket is closed; told once, and nothing after it. */
        void closed();
    }
}
