package io.holdfast.gateway.forward;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletionStage;

/**
 * Opens streams of bytes to ports of devices, over whatever their live links speak. Nothing here runs a statement: a device is
 * reached over the link that it has on this node, or not at all. Safe from any thread.
 */
public interface DeviceStreams {

    /**
     * Asks the device to connect. Completes on the loop, within some 15 s. Who asks must have been judged before.
     *
     * @param loop the event loop to which the stream and its listener are confined
     * @param listener told nothing unless the stream was opened
     */
    CompletionStage<StreamOpening> open(StreamTarget target, EventExecutor loop, StreamListener listener);
}
