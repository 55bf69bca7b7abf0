package io.holdfast.assembly;

import io.holdfast.api.ControlServer;
import io.holdfast.api.mender.device.DeviceRequests;
import io.holdfast.api.ops.Pulse;
import io.holdfast.edge.admission.Admission;
import io.holdfast.edge.admission.Door;
import io.holdfast.edge.admission.FullHouse;
import io.holdfast.edge.admission.LoopProbe;
import io.holdfast.edge.admission.NodeAdmission;
import io.holdfast.gateway.url.DeviceUrlServer;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.config.ListenConfig;
import io.holdfast.platform.config.Port;
import io.holdfast.platform.http.StrictRequestDecoder;
import io.holdfast.platform.http.UnreadableCounters;
import io.holdfast.platform.http.UnreadableRequest;
import io.holdfast.platform.metrics.LoopWatch;
import io.holdfast.platform.startup.ListenRefusal;
import io.holdfast.platform.tls.DomainTls;
import io.holdfast.platform.tls.TlsMaterial;
import io.holdfast.platform.tls.TlsReload;
import io.holdfast.platform.tls.WebServerOptions;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where devices and people come in: one listener an event loop, as many loops as cores, all on the same ports. Devices' calls stay
 * on the loop; everybody else's go to the control plane's threads.
 */
final class FrontDoor implements AutoCloseable {
    /** Vert.x's name for its own handler in a connection's pipeline. */
    private static final String VERTX = "handler";

    private final Vertx vertx;
    private final ListenConfig config;
    private final Admission admission;
    private final Door door;
    private final DeviceRequests devices;
    private final ControlServer control;
    private final DeviceUrlServer urls;
    private final List<Pulse> pulses;
    private final List<LoopWatch> loops;
    private final NodeAdmission strain;
    private final UnreadableCounters unreadable;
    private final List<String> listeners = new ArrayList<>();
    private int freePorts;

    FrontDoor(
            Vertx vertx,
            ListenConfig config,
            Door door,
            Admission admission,
            DeviceRequests devices,
            ControlServer control,
            DeviceUrlServer urls,
            List<Pulse> pulses,
            List<LoopWatch> loops,
            NodeAdmission strain,
            UnreadableCounters unreadable) {
        this.vertx = vertx;
        this.config = config;
        this.door = door;
        this.admission = admission;
        this.devices = devices;
        this.control = control;
        this.urls = urls;
        this.pulses = pulses;
        this.loops = loops;
        this.strain = strain;
        this.unreadable = unreadable;
    }

    /** The ports that were taken. */
    record Ports(int https, Optional<Integer> http) {}

    /** Opens the door; a port in use is a refusal that names it. */
    Ports open(TlsMaterial material, Optional<DomainTls> hosts, TlsReload reload) {
        int https = listen(
                WebServerOptions.withHosts(material, hosts), config.https(), "--https-port", Optional.of(reload));
        Optional<Integer> http =
                config.http().map(port -> listen(WebServerOptions.plain(), port, "--http-port", Optional.empty()));
        reload.watch(vertx);
        return new Ports(https, http);
    }

    private int listen(HttpServerOptions options, Port wished, String option, Optional<TlsReload> reload) {
        // Vert.x shares a free port only among listeners that ask for the same negative number.
        int number = wished.number() == 0 ? -(++freePorts) : wished.number();
        Listener first = new Listener(options, number, reload);
        try {
            listeners.add(vertx.deployVerticle(first).await());
            int port = first.port();
            int more = Runtime.getRuntime().availableProcessors() - 1;
            if (more > 0) {
                listeners.add(vertx.deployVerticle(
                                () -> new Listener(options, number, reload), new DeploymentOptions().setInstances(more))
                        .await());
            }
            return port;
        } catch (Exception failed) { // await() throws what failed as it was, checked or not
            throw ListenRefusal.of(failed, config.bind(), wished.number(), option);
        }
    }

    /** Closes the ports before anything behind them stops: nobody is let in to a house that is being taken down. */
    @Override
    public void close() {
        listeners.forEach(listener -> vertx.undeploy(listener).await());
        listeners.clear();
    }

    private final class Listener extends VerticleBase {
        private final HttpServerOptions options;
        private final int wished;
        private final Optional<TlsReload> reload;
        private volatile int taken;

        Listener(HttpServerOptions options, int wished, Optional<TlsReload> reload) {
            this.options = options;
            this.wished = wished;
            this.reload = reload;
        }

        int port() {
            return taken;
        }

        @Override
        public Future<?> start() {
            pulses.add(Pulse.ofThisEventLoop("event-loop-" + pulses.size(), vertx, Clock.system()));
            LoopWatch loop = new LoopWatch(Clock.system());
            vertx.setPeriodic(LoopWatch.BEAT.toMillis(), timer -> loop.beat());
            loops.add(loop);
            strain.watch(LoopProbe.on(((ContextInternal) context).nettyEventLoop(), Clock.system()));
            HttpServer server = vertx.createHttpServer(options)
                    .connectionHandler(connection -> connected(connection, options))
                    .invalidRequestHandler(request -> UnreadableRequest.refuseHead(request, unreadable))
                    .requestHandler(FrontDoor.this::handle);
            reload.ifPresent(known -> known.add(server));
            return server.listen(wished, config.bind()).onSuccess(listening -> taken = listening.actualPort());
        }
    }

    private void connected(HttpConnection connection, HttpServerOptions options) {
        ChannelPipeline pipeline = ((HttpServerConnection) connection)
                .channelHandlerContext()
                .channel()
                .pipeline();
        if (!door.entered(pipeline)) {
            FullHouse.tell(pipeline, VERTX, admission.comeBack());
        }
        StrictRequestDecoder.guard(connection, options);
    }

    private void handle(HttpServerRequest request) {
        if (urls.took(request)) {
            return;
        }
        String path = request.path();
        if (path != null && path.startsWith(DeviceRequests.PREFIX)) {
            devices.handle(request);
        } else {
            control.handle(request);
        }
    }
}
