package io.holdfast.gateway.person;

import io.holdfast.access.Caller;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.LinkMessage;
import io.holdfast.wire.link.LinkWriter;
import java.util.concurrent.Executor;

/**
 * A person as the parts of a connection see him: told messages, slowed down while the device is slow, and counted. Confined to the
 * channel's event loop.
 */
public final class Person {
    /** A client that is in time with its session never comes near; a race at a session's end makes one or two. */
    static final int ILLEGAL_MAX = 32;

    /** Pongs that he has not read: one more is not sent. A tool pings once in a while; a flood that is not read would fill the memory. */
    static final int PONGS_MAX = 32;

    /** Keystrokes and pieces of connections that wait for the device. */
    private static final int WAITING_HIGH = 64 << 10;

    private static final int WAITING_LOW = 16 << 10;

    private final Caller caller;
    private final PersonChannel channel;
    private final PersonCounters counters;
    private int waiting;
    private boolean slowed;
    private int illegal;
    private int pongs;
    private boolean sentAway;

    public Person(Caller caller, PersonChannel channel, PersonCounters counters) {
        this.caller = caller;
        this.channel = channel;
        this.counters = counters;
    }

    public Caller caller() {
        return caller;
    }

    /** The event loop to which everything here is confined. */
    public Executor loop() {
        return channel.loop();
    }

    /** Sends a message of the session. */
    public void tell(String sessionId, LinkMessage message) {
        tell(sessionId, message, () -> {});
    }

    /** Sends a message of the session; runs {@code written} on the loop when it has left, also when it never will. */
    public void tell(String sessionId, LinkMessage message, Runnable written) {
        channel.send(LinkWriter.write(sessionId, message), () -> channel.loop().execute(written));
    }

    /** Answers a ping. */
    public void pong() {
        if (pongs < PONGS_MAX) {
            pongs++;
            tell("", new ControlMessage.Pong(), () -> pongs--);
        } else {
            needless();
        }
    }

    /** Whether he was sent away for what he sent. */
    public boolean sentAway() {
        return sentAway;
    }

    /** The person sent what his session does not allow: he is told, and after too many of it sent away. */
    public void illegal(String sessionId, LinkMessage message, String why) {
        counters.add(PersonCounters.Count.ILLEGAL);
        illegal++;
        if (illegal > ILLEGAL_MAX) {
            sentAway = true;
            channel.close(Farewell.ILLEGAL);
        } else {
            tell(sessionId, new ControlMessage.Error(why, false, message.type()));
        }
    }

    /** The person sent what nobody needs: an ack of a forwarded connection, a pong, or something for a session that has just ended. */
    public void needless() {
        counters.add(PersonCounters.Count.DROPPED);
    }

    /** So many bytes wait for the device. */
    void waits(int bytes) {
        waiting += bytes;
        pace();
    }

    /** So many bytes wait no longer. */
    void moved(int bytes) {
        waiting -= bytes;
        pace();
    }

    private void pace() {
        boolean slow = slowed ? waiting > WAITING_LOW : waiting > WAITING_HIGH;
        if (slow != slowed) {
            slowed = slow;
            channel.reading(!slow);
        }
    }

    public void close(Farewell farewell) {
        channel.close(farewell);
    }
}
