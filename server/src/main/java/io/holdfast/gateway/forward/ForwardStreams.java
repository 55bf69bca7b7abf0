package io.holdfast.gateway.forward;

import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.identity.DeviceRef;
import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Streams over the port forwarding of mender-connect: one session a device, opened with its first stream and kept a while after its
 * last, because opening one costs a round trip; up to {@link DeviceSessions#CONNECTIONS_MAX} streams in it.
 */
public final class ForwardStreams implements DeviceStreams {
    private final DeviceSessions sessions;
    private final Map<DeviceRef, ForwardSession> byDevice = new ConcurrentHashMap<>();

    public ForwardStreams(DeviceSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public CompletionStage<StreamOpening> open(StreamTarget target, EventExecutor loop, StreamListener listener) {
        while (true) {
            ForwardSession session =
                    byDevice.computeIfAbsent(target.device(), device -> new ForwardSession(this, sessions, device));
            ForwardStream stream = new ForwardStream(session, target, loop, listener);
            switch (session.join(stream)) {
                case JOINED -> {
                    return stream.opening();
                }
                case FULL -> {
                    return CompletableFuture.completedStage(new StreamOpening.Refused(StreamOpening.Reason.BUSY, ""));
                }
                case OVER -> over(session);
            }
        }
    }

    void over(ForwardSession session) {
        byDevice.remove(session.device(), session);
    }

    /** Devices to which there is a session now; for a gauge. */
    public int sessions() {
        return byDevice.size();
    }
}
