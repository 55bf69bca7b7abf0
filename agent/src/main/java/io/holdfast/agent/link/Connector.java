package io.holdfast.agent.link;

import io.holdfast.agent.AgentSettings;
import io.holdfast.agent.report.Comeback;
import io.holdfast.wire.mux.MuxListener;
import io.holdfast.wire.mux.MuxStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** Opens the device's link. */
public final class Connector {
    static final String SUBPROTOCOL = "holdfast.mux.1";
    private static final String PATH = "/api/devices/v1/deviceconnect/connect";
    private static final Duration CONNECT_MAX = Duration.ofSeconds(20);

    private final URI address;
    private final HttpClient http;
    private final BiFunction<LinkLoop, MuxStream, MuxListener> serve;
    private volatile Runnable stopper = () -> {};

    /** @param serve is asked for each stream of the link, on its loop */
    public Connector(AgentSettings settings, HttpClient http, BiFunction<LinkLoop, MuxStream, MuxListener> serve) {
        String scheme = "https".equals(settings.server().getScheme()) ? "wss" : "ws";
        this.address = URI.create(scheme + "://" + settings.server().getRawAuthority() + PATH);
        this.http = http;
        this.serve = serve;
    }

    /** Opens a link, tells when it stands, and waits until it ends. */
    public LinkEnd hold(String token, Runnable linked) throws InterruptedException {
        Link link = new Link(serve);
        try {
            WebSocket opened = http.newWebSocketBuilder()
                    .connectTimeout(CONNECT_MAX)
                    .subprotocols(SUBPROTOCOL)
                    .header("Authorization", "Bearer " + token)
                    .buildAsync(address, link)
                    .join();
            if (!opened.getSubprotocol().equals(SUBPROTOCOL)) {
                opened.abort();
                link.stop();
                return new LinkEnd.Lost("the server does not speak " + SUBPROTOCOL);
            }
            stopper = link::stop;
            linked.run();
            return await(link.end());
        } catch (CompletionException failed) {
            link.stop();
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            return cause instanceof WebSocketHandshakeException refused && refused.getResponse() != null
                    ? LinkEnds.refused(refused.getResponse())
                    : new LinkEnd.Lost(Comeback.words(cause));
        }
    }

    private static LinkEnd await(CompletionStage<LinkEnd> end) throws InterruptedException {
        try {
            return end.toCompletableFuture().get();
        } catch (java.util.concurrent.ExecutionException impossible) {
            throw new IllegalStateException("a link's end is told, never thrown", impossible);
        }
    }

    /** Ends the link that there is. From any thread. */
    public void stop() {
        stopper.run();
    }
}
