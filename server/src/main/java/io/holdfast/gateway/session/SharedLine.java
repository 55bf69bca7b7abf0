package io.holdfast.gateway.session;

import io.holdfast.gateway.link.CloseCause;
import io.holdfast.gateway.link.DeviceLink;

/** Mender's way: the messages of all sessions, one after the other; who stops reading one stops all. */
record SharedLine(DeviceLink link, SessionTable table) implements SessionLine {

    @Override
    public boolean hasRoom() {
        return link.hasRoom();
    }

    @Override
    public void send(byte[] message) {
        link.sendNow(message);
    }

    @Override
    public void answer(byte[] message) {
        if (hasRoom()) {
            send(message);
        } else {
            link.close(CloseCause.OVERLOADED);
        }
    }

    @Override
    public void reading(boolean wanted) {
        table.pausesChanged();
    }

    @Override
    public void over() {}

    @Override
    public void giveUp() {}
}
