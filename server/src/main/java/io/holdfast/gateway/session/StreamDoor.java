package io.holdfast.gateway.session;

import io.holdfast.gateway.link.DeviceLink;
import io.holdfast.gateway.mux.MuxLink;
import io.netty.util.concurrent.EventExecutor;
import java.util.function.Consumer;

/** The way to a device whose link speaks in streams, for whoever needs bytes and no messages. From any thread. */
public final class StreamDoor {
    private final DeviceLink link;
    private final SessionTables tables;

    /** Where a link's sessions and streams are kept. */
    @FunctionalInterface
    interface SessionTables {
        SessionTable of(DeviceLink link);
    }

    StreamDoor(DeviceLink link, SessionTables tables) {
        this.link = link;
        this.tables = tables;
    }

    /** Where the streams live; what is done with them is done there. */
    public EventExecutor loop() {
        return link.loop();
    }

    /** Whether the link is over. */
    public boolean isOver() {
        return !link.isOpen();
    }

    /** Does something with the link's streams, on its loop. */
    public void enter(Consumer<MuxLink> wish) {
        link.loop().execute(() -> tables.of(link).mux().ifPresent(wish));
    }
}
