package io.holdfast.gateway.link;

import io.holdfast.wire.link.LinkLimits;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.List;

/**
 * Takes an upgraded connection over from Vert.x: what is left in its pipeline is TLS, a frame decoder, a frame encoder that all links
 * share, and the link. That is 1.5 KB of heap a link, where Vert.x's own WebSocket takes 13.9 (docs/adr/0014). It leans on the names
 * of Vert.x's handlers; {@code LeanPipelineTest} pins them.
 */
public final class LeanPipeline {
    /** What Vert.x may have left in the pipeline of a connection without HTTP codec. */
    private static final List<String> REMOVED = List.of("handler", "chunkedWriter", "idle", "inflater", "deflater");

    private static final WebSocketDecoderConfig FRAMES = WebSocketDecoderConfig.newBuilder()
            .expectMaskedFrames(true)
            .allowExtensions(false)
            .allowMaskMismatch(false)
            .maxFramePayloadLength(LinkLimits.FROM_DEVICE_MAX)
            .closeOnProtocolViolation(false)
            .withUTF8Validator(false)
            .build();

    private static final ChannelHandler ENCODER = new SharedEncoder();

    private LeanPipeline() {}

    /** Keeps nothing of its own, so one serves all links. */
    @ChannelHandler.Sharable
    private static final class SharedEncoder extends WebSocket13FrameEncoder {
        SharedEncoder() {
            super(false);
        }
    }

    /** Puts the link into the connection that was upgraded to this socket. Called on the connection's event loop. */
    public static void install(NetSocket upgraded, DeviceLink link) {
        ChannelPipeline pipeline =
                ((NetSocketInternal) upgraded).channelHandlerContext().pipeline();
        for (String name : REMOVED) {
            if (pipeline.get(name) != null) {
                pipeline.remove(name);
            }
        }
        pipeline.addLast("frames-in", new WebSocket13FrameDecoder(FRAMES));
        pipeline.addLast("frames-out", ENCODER);
        pipeline.addLast("link", link);
    }
}
