package io.holdfast;

import io.holdfast.api.ops.DiskPulse;
import io.holdfast.api.ops.HealthRoutes;
import io.holdfast.api.ops.OpsServer;
import io.holdfast.api.ops.OpsToken;
import io.holdfast.cli.Administration;
import io.holdfast.cli.Program;
import io.holdfast.cli.RunningServer;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.metrics.Metrics;
import io.holdfast.platform.startup.ConnectionBudget;
import io.holdfast.platform.startup.DataDirectory;
import io.holdfast.platform.startup.StartRefused;
import io.holdfast.platform.tls.TlsFiles;
import io.holdfast.platform.tls.TlsMaterial;
import io.holdfast.platform.tls.TlsReload;
import io.holdfast.platform.tls.WebServerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Wires the server together, top down. */
public final class Holdfast implements Program {

    private final Clock clock = Clock.system();
    private final Dice dice = Dice.secure();

    @Override
    public RunningServer start(ServerConfig config, Consumer<String> progress) {
        DataDirectory data = DataDirectory.claim(config.data());
        ConnectionBudget budget = StartChecks.of(config);
        progress.accept("at most " + budget.connections() + " connections at once");
        Metrics metrics = Metrics.withJvm();
        Vertx vertx = Vertx.vertx();
        TlsFiles files = TlsFiles.of(config.tls(), data.path(), config.publicUrl(), clock);
        TlsMaterial material = TlsMaterial.read(files);
        HttpServer https = vertx.createHttpServer(WebServerOptions.tls(material))
                .requestHandler(request -> request.response().setStatusCode(404).end())
                .listen(config.listen().https().number(), config.listen().bind())
                .await();
        TlsReload reload = new TlsReload(files, material);
        reload.add(https);
        reload.watch(vertx);
        DiskPulse disk = new DiskPulse(data.path(), clock).start();
        OpsServer ops = OpsServer.start(
                config.ops(),
                OpsToken.in(data.path(), dice),
                List.of(new HealthRoutes(List.of(disk.check()), List.of(), metrics)));
        return new RunningServer() {
            @Override
            public URI https() {
                return URI.create("https://localhost:" + https.actualPort());
            }

            @Override
            public Optional<URI> http() {
                return Optional.empty();
            }

            @Override
            public URI ops() {
                return ops.url();
            }

            @Override
            public Optional<URI> setupLink() {
                return Optional.empty();
            }

            @Override
            public void close() {
                ops.close();
                disk.close();
                vertx.close().await();
                metrics.close();
                data.close();
            }
        };
    }

    @Override
    public Administration administration(ServerConfig config, Consumer<String> progress) {
        throw new StartRefused("administration.absent", "This build administers nothing yet.", "Use a later one.");
    }
}
