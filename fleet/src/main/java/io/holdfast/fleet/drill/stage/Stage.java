package io.holdfast.fleet.drill.stage;

import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.link.HerdPlan;
import io.holdfast.fleet.load.Target;
import io.holdfast.fleet.management.FirstAdministrator;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.CellSecrets;
import io.holdfast.fleet.process.OwnPostgres;
import io.holdfast.fleet.process.ServerCertificate;
import io.holdfast.fleet.process.ServerCommand;
import io.holdfast.fleet.process.ServerLaunch;
import io.holdfast.fleet.process.ServerProcess;
import io.holdfast.fleet.process.WorkFolder;
import io.holdfast.fleet.proxy.FaultProxy;
import io.holdfast.fleet.proxy.Leg;
import io.holdfast.fleet.seed.DeviceTokenKey;
import io.holdfast.fleet.seed.SeededTokens;
import io.holdfast.fleet.seed.TokenTable;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A server that runs, the database it reaches over a wire, its seeded devices with their tokens, and a signed-in administrator. */
public final class Stage implements AutoCloseable {
    private final OwnPostgres postgres;
    private final FaultProxy databaseWire;
    private final ServerLaunch launch;
    private final Population population;
    private final TokenTable tokens;
    private final FirstAdministrator administrator;
    private final ManagementApi api;
    private ServerProcess server;

    private Stage(
            OwnPostgres postgres,
            FaultProxy databaseWire,
            ServerProcess server,
            Population population,
            TokenTable tokens,
            FirstAdministrator administrator,
            ManagementApi api) {
        this.postgres = postgres;
        this.databaseWire = databaseWire;
        this.launch = server.launch();
        this.server = server;
        this.population = population;
        this.tokens = tokens;
        this.administrator = administrator;
        this.api = api;
    }

    /**
     * Sets it up: the server has read its fleet and is ready.
     *
     * @param options further arguments of {@code serve}
     */
    public static Stage set(DrillContext context, int devices, String... options) {
        return set(context, devices, UnaryOperator.identity(), options);
    }

    /**
     * The same with a server that is started in another way.
     *
     * @param command makes the words that start it of the usual ones
     */
    public static Stage set(
            DrillContext context, int devices, UnaryOperator<ServerCommand> command, String... options) {
        context.progress().accept("Starting a server, its PostgreSQL and seeding " + devices + " devices.");
        OwnPostgres postgres = OwnPostgres.start(context.folder().resolve("postgres"), Map.of());
        FaultProxy wire = wireTo(postgres);
        try {
            ServerLaunch launch = ServerLaunch.in(context.folder().resolve("data"))
                    .withDatabase(through(wire, postgres.url()))
                    .with(options);
            return set(context, devices, postgres, wire, launch.startedBy(command.apply(launch.command())));
        } catch (RuntimeException notSet) {
            wire.close();
            postgres.close();
            throw notSet;
        }
    }

    private static Stage set(
            DrillContext context, int devices, OwnPostgres postgres, FaultProxy wire, ServerLaunch launch) {
        ServerProcess.start(launch).close(); // the first start makes the schema and the keys
        Population population = Population.seed(postgres, devices);
        WorkFolder.deleteAllBut(launch.dataDirectory(), Set.of("secrets", "tls"));
        ServerProcess server = ServerProcess.start(launch);
        try {
            TokenTable tokens = SeededTokens.mint(
                    DeviceTokenKey.of(launch.dataDirectory(), postgres), population::tenantOf, devices);
            FirstAdministrator administrator = FirstAdministrator.create(launch);
            return new Stage(
                    postgres, wire, server, population, tokens, administrator, login(context, launch, administrator));
        } catch (SQLException e) {
            server.kill();
            throw new IllegalStateException("the tokens could not be minted", e);
        } catch (RuntimeException notReady) {
            server.kill();
            throw notReady;
        }
    }

    private static ManagementApi login(DrillContext context, ServerLaunch launch, FirstAdministrator administrator) {
        Path certificate = context.folder().resolve("server-" + launch.httpsPort() + ".crt");
        return administrator.login(launch, ServerCertificate.fetch(launch.httpsPort(), certificate));
    }

    /** Starts another node of the same cell, which reaches the database without the wire. */
    public Node addNode(DrillContext context) {
        Path data = context.folder().resolve("other-data");
        CellSecrets.copy(launch.dataDirectory(), data);
        ServerProcess other = ServerProcess.start(ServerLaunch.in(data).withDatabase(postgres.url()));
        return new Node(other, login(context, other.launch(), administrator));
    }

    private static FaultProxy wireTo(OwnPostgres postgres) {
        URI address = URI.create(postgres.url().substring("jdbc:".length()));
        return FaultProxy.on(Leg.SERVER_TO_DATABASE, address.getHost(), address.getPort());
    }

    private static String through(FaultProxy wire, String url) {
        URI address = URI.create(url.substring("jdbc:".length()));
        return url.replace(address.getHost() + ":" + address.getPort(), "127.0.0.1:" + wire.port());
    }

    public OwnPostgres postgres() {
        return postgres;
    }

    /** The wire between server and database. */
    public FaultProxy databaseWire() {
        return databaseWire;
    }

    public ServerProcess server() {
        return server;
    }

    public Population population() {
        return population;
    }

    public TokenTable tokens() {
        return tokens;
    }

    /** Signed in to the first tenant. */
    public ManagementApi api() {
        return api;
    }

    /** The listener in clear text, where the TLS of a herd does not hide the server's cost. */
    public Target target() {
        return Target.plain(launch.httpPort());
    }

    /** The listener over TLS, trusted by the certificate it presents now. */
    public Target tlsTarget(DrillContext context) {
        Path certificate = context.folder().resolve("target-" + launch.httpsPort() + ".crt");
        return Target.tls(launch.httpsPort(), ServerCertificate.fetch(launch.httpsPort(), certificate));
    }

    /** A herd of all devices. */
    public HerdPlan herd() {
        return HerdPlan.of(target(), population.devices(), tokens::write);
    }

    /** {@code kill -9} of the server. */
    public void killServer() {
        server.kill();
    }

    /** Executes the server again without waiting for it. */
    public ServerProcess startServer() {
        server = ServerProcess.launch(launch);
        return server;
    }

    @Override
    public void close() {
        try (OwnPostgres last = postgres;
                FaultProxy wire = databaseWire) {
            if (server.isAlive()) {
                server.kill();
            }
        }
    }
}
