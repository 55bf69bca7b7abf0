package io.holdfast.gateway.session;

import io.holdfast.wire.link.PortForwardMessage;

/** One connection that the device makes, as the session counts it. */
final class ForwardedConnection {
    /** 64 KiB on the way: what 10 ms of round trip to the device need at 6 MB/s. */
    static final int UNACKNOWLEDGED_MAX = 16;

    final String ownersId;
    final String devicesId;
    State state = State.CONNECTING;
    /** Whether the device has said that it connected, or not; only then does it answer a stop. */
    boolean answered;

    private int unacknowledged;
    private int untaken;
    private boolean owed;

    enum State {
        CONNECTING,
        OPEN,
        STOPPING
    }

    ForwardedConnection(String ownersId, String devicesId) {
        this.ownersId = ownersId;
        this.devicesId = devicesId;
    }

    /** Counts bytes that go; false when too many messages are unanswered. */
    boolean sends() {
        if (unacknowledged == UNACKNOWLEDGED_MAX) {
            return false;
        }
        unacknowledged++;
        return true;
    }

    /** Counts an ack of the device; false when none was due. */
    boolean acknowledged() {
        if (unacknowledged == 0) {
            return false;
        }
        unacknowledged--;
        return true;
    }

    /** What one message of the device is to be answered with. */
    enum Reception {
        /** With an ack, now. */
        ACK,
        /** With an ack when enough was taken. */
        OWED,
        /** It should not have come: an ack was still owed. */
        ILLEGAL
    }

    /** Counts bytes that came. */
    Reception received(int bytes) {
        if (owed) {
            return Reception.ILLEGAL;
        }
        untaken += bytes;
        owed = untaken > DeviceSessions.FORWARD_WINDOW;
        return owed ? Reception.OWED : Reception.ACK;
    }

    /** Bytes were taken; whether an ack is due now that was owed. */
    boolean taken(int bytes) {
        untaken = Math.max(0, untaken - bytes);
        boolean due = owed && untaken <= DeviceSessions.FORWARD_WINDOW && state == State.OPEN;
        owed = owed && !due;
        return due;
    }

    PortForwardMessage.Ack ack() {
        return new PortForwardMessage.Ack(devicesId);
    }
}
