package io.holdfast.gateway.forward;

import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.gateway.session.StreamDoor;
import io.netty.util.concurrent.EventExecutor;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Streams as the device's link has them: each one of the link's own where it speaks in streams, else over its port forwarding. */
public final class MuxStreams implements DeviceStreams {
    private final DeviceSessions sessions;
    private final DeviceStreams otherwise;

    public MuxStreams(DeviceSessions sessions, DeviceStreams otherwise) {
        this.sessions = sessions;
        this.otherwise = otherwise;
    }

    @Override
    public CompletionStage<StreamOpening> open(StreamTarget target, EventExecutor loop, StreamListener listener) {
        Optional<StreamDoor> door = sessions.streams(target.device());
        return door.isPresent()
                ? MuxDeviceStream.open(door.get(), target, loop, listener)
                : otherwise.open(target, loop, listener);
    }
}
