package io.holdfast.api.ops;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.config.OpsConfig;
import io.holdfast.platform.http.UnreadableRequest;
import io.holdfast.platform.http.VertxSetup;
import io.holdfast.platform.startup.ListenRefusal;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.util.List;

/**
 * The operator's port: an event loop that nothing else runs on, and a few threads for the handlers, so that it answers
 * while the device plane drowns and the database is gone.
 */
public final class OpsServer implements AutoCloseable {

    private static final int IDLE_SECONDS = 60;

    private final Vertx vertx;
    private final OpsConfig config;
    private final HttpServer server;
    private final OpsDispatch dispatch;

    private OpsServer(Vertx vertx, OpsConfig config, HttpServer server, OpsDispatch dispatch) {
        this.dispatch = dispatch;
        this.vertx = vertx;
        this.config = config;
        this.server = server;
    }

    /**
     * Opens the port.
     *
     * @throws io.holdfast.platform.startup.StartRefused when it cannot be opened
     */
    public static OpsServer start(OpsConfig config, OpsToken token, List<? extends OpsRoutes> routes) {
        Vertx vertx = Vertx.vertx(VertxSetup.options()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1));
        OpsDispatch dispatch = new OpsDispatch(
                routes.stream().flatMap(each -> each.routes().stream()).toList(),
                token,
                new OpsSession(token, Clock.system()));
        HttpServer server = vertx.createHttpServer(
                        new HttpServerOptions().setHttp2ClearTextEnabled(false).setIdleTimeout(IDLE_SECONDS))
                .invalidRequestHandler(UnreadableRequest::refuseHead)
                .requestHandler(dispatch);
        int port = config.port().number();
        try {
            server.listen(port, config.bind()).await();
            return new OpsServer(vertx, config, server, dispatch);
        } catch (Exception failed) { // await() throws the future's own exception, checked or not
            dispatch.close();
            vertx.close().await();
            throw ListenRefusal.of(failed, config.bind(), port, "--ops-port");
        }
    }

    /** The port that was opened. */
    public int port() {
        return server.actualPort();
    }

    /** Where operators are answered. */
    public URI url() {
        String host = config.bind().contains(":") ? "[" + config.bind() + "]" : config.bind();
        return URI.create("http://" + host + ":" + port());
    }

    @Override
    public void close() {
        dispatch.close();
        vertx.close().await();
    }
}
