package io.holdfast.agent.session;

import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.Payload;

/** Says things to the server in a session's name. */
final class Speaker {
    private final StreamOutbox outbox;
    private final String sessionId;

    Speaker(StreamOutbox outbox, String sessionId) {
        this.outbox = outbox;
        this.sessionId = sessionId;
    }

    /** Says something, and waits until it is on its way; false when nobody hears it any more. */
    boolean say(FromDevice message) throws InterruptedException {
        return outbox.put(Payload.of(LinkWriter.write(sessionId, message)));
    }
}
