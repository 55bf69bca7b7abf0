package io.holdfast.fleet.real;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** What stops the first exchange of a kind on a {@link TappedLine}, once, at a point that the test can see and wait for. */
final class Snag {
    private enum Kind {
        HOLDS_REQUEST,
        HOLDS_ANSWER,
        CUTS_ANSWER
    }

    private final Kind kind;
    private final String request;
    private final long answerBytes;
    private final AtomicBoolean waiting = new AtomicBoolean(true);
    private final CountDownLatch caught = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private Snag(Kind kind, String request, long answerBytes) {
        this.kind = kind;
        this.request = request;
        this.answerBytes = answerBytes;
    }

    /** Holds the request that contains this, before its last part reaches the server. */
    static Snag holdingRequest(String part) {
        return new Snag(Kind.HOLDS_REQUEST, part, 0);
    }

    /** Holds the answer to a request that contains this, once so many bytes of it came. */
    static Snag holdingAnswer(String part, long afterBytes) {
        return new Snag(Kind.HOLDS_ANSWER, part, afterBytes);
    }

    /** Cuts the connection in the answer to a request that contains this, once so many bytes of it came. */
    static Snag cutting(String part, long afterBytes) {
        return new Snag(Kind.CUTS_ANSWER, part, afterBytes);
    }

    boolean isCaught() {
        return caught.getCount() == 0;
    }

    /** Lets go what it holds, and what it would have held. */
    void release() {
        released.countDown();
    }

    void asked(Exchange exchange) {
        if (kind == Kind.HOLDS_REQUEST && catches(exchange)) {
            hold();
        }
    }

    /** Whether the line lasts. */
    boolean answered(Exchange exchange) {
        if (kind == Kind.HOLDS_REQUEST || exchange.answerBytes() < answerBytes || !catches(exchange)) {
            return true;
        }
        if (kind == Kind.HOLDS_ANSWER) {
            hold();
        }
        return kind != Kind.CUTS_ANSWER;
    }

    private boolean catches(Exchange exchange) {
        boolean caughtNow = exchange.request().contains(request) && waiting.compareAndSet(true, false);
        if (caughtNow) {
            caught.countDown();
        }
        return caughtNow;
    }

    private void hold() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
