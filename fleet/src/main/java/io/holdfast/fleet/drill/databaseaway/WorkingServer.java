package io.holdfast.fleet.drill.databaseaway;

import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.load.Target;
import io.holdfast.fleet.management.FirstAdministrator;
import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.OwnPostgres;
import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.ServerCertificate;
import io.holdfast.fleet.process.ServerLaunch;
import io.holdfast.fleet.process.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A server, the PostgreSQL it uses and a signed-in administrator. */
final class WorkingServer implements AutoCloseable {
    private static final Duration ENROLMENT = Duration.ofMinutes(2);

    private final OwnPostgres postgres;
    private final Path certificate;
    private final ManagementApi api;
    private ServerProcess server;

    private WorkingServer(OwnPostgres postgres, ServerProcess server, Path certificate, ManagementApi api) {
        this.postgres = postgres;
        this.server = server;
        this.certificate = certificate;
        this.api = api;
    }

    static WorkingServer start(DrillContext context, String name) {
        OwnPostgres postgres = OwnPostgres.start(context.folder().resolve(name + "-postgres"), Map.of());
        ServerLaunch launch =
                ServerLaunch.in(context.folder().resolve(name + "-data")).withDatabase(postgres.url());
        ServerProcess server = ServerProcess.launch(launch);
        try {
            server.awaitReady();
            Path certificate =
                    ServerCertificate.fetch(launch.httpsPort(), context.folder().resolve(name + ".crt"));
            ManagementApi api = FirstAdministrator.create(launch).login(launch, certificate);
            return new WorkingServer(postgres, server, certificate, api);
        } catch (RuntimeException notWorking) {
            server.kill();
            postgres.close();
            throw notWorking;
        }
    }

    ManagementApi api() {
        return api;
    }

    OwnPostgres postgres() {
        return postgres;
    }

    ServerProcess server() {
        return server;
    }

    /** Where devices connect. */
    Target target() {
        return Target.tls(server.launch().httpsPort(), certificate);
    }

    /** Accepts devices until {@code count} are accepted. */
    void accept(int count) {
        Poll.require(count + " devices enrolled and accepted", ENROLMENT, () -> {
            List<ManagedDevice> pending = api.devices().withStatus("pending");
            pending.parallelStream().forEach(api.devices()::accept);
            return pending.isEmpty() && api.devices().withStatus("accepted").size() >= count;
        });
    }

    /** {@code kill -9} of server and PostgreSQL, then the server is started alone on the same ports. */
    void killEverythingAndStartServerAlone() {
        ServerLaunch launch = server.launch();
        postgres.processes().kill();
        server.kill();
        server = ServerProcess.start(launch);
    }

    /** Waits until the management API answers again. */
    void awaitManagement() {
        Poll.require(
                "the management API answers again",
                Duration.ofSeconds(30),
                () -> api.get("/api/management/v2/devauth/devices/count").status() == 200);
    }

    @Override
    public void close() {
        try (OwnPostgres last = postgres) {
            server.close();
        }
    }
}
