package io.holdfast.fleet.bench;

import io.holdfast.fleet.load.LoadGenerator;
import io.holdfast.fleet.load.LoadResult;
import io.holdfast.fleet.load.Pace;
import io.holdfast.fleet.load.Target;
import io.holdfast.fleet.process.OwnPostgres;
import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.ProcessCost;
import io.holdfast.fleet.process.ServerCertificate;
import io.holdfast.fleet.process.ServerLaunch;
import io.holdfast.fleet.process.ServerProcess;
import io.holdfast.fleet.process.WorkFolder;
import io.holdfast.fleet.seed.DeviceTokenKey;
import io.holdfast.fleet.seed.FleetSeed;
import io.holdfast.fleet.seed.SeededTokens;
import io.holdfast.fleet.seed.TokenTable;
import io.holdfast.wire.token.TokenKey;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The server process that a bench measures and the PostgreSQL it uses. The first start is an empty one: it makes the
 * schema and the keys, and gives the figures of an empty server.
 */
final class ServerUnderTest implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final OwnPostgres postgres;
    private final ServerLaunch launch;
    private final Path folder;
    private ServerProcess server;

    private ServerUnderTest(OwnPostgres postgres, ServerLaunch launch, Path folder) {
        this.postgres = postgres;
        this.launch = launch;
        this.folder = folder;
        this.server = ServerProcess.start(launch);
    }

    static ServerUnderTest firstStart(BenchContext context) {
        context.progress().accept("Starting PostgreSQL and an empty server.");
        Path folder = context.folder().path();
        OwnPostgres postgres = OwnPostgres.start(folder.resolve("postgres"), Map.of());
        ServerLaunch launch = ServerLaunch.in(folder.resolve("data")).withDatabase(postgres.url());
        try {
            return new ServerUnderTest(postgres, launch, folder);
        } catch (RuntimeException notStarted) {
            postgres.close();
            throw notStarted;
        }
    }

    OwnPostgres postgres() {
        return postgres;
    }

    ServerProcess server() {
        return server;
    }

    ServerLaunch launch() {
        return launch;
    }

    /** The key with which it signs device tokens. */
    TokenKey tokenKey() throws SQLException {
        return DeviceTokenKey.of(launch.dataDirectory(), postgres);
    }

    /** A clean stop. */
    void stop() {
        server.close();
    }

    /** Forgets what the stopped server kept of its database; its keys and certificate stay. */
    void forgetLocalStore() {
        WorkFolder.deleteAllBut(launch.dataDirectory(), Set.of("secrets", "tls"));
    }

    /** What a bench puts into the database beside the devices. */
    @FunctionalInterface
    interface Seeding {
        void into(FleetSeed seed, UUID tenant) throws SQLException;

        /** Accepted devices of the default tenant, and nothing else. */
        static Seeding devices(int count) {
            return (seed, tenant) -> seed.devices(tenant, 0, count);
        }
    }

    /** As {@link #stopAndSeed}, and starts it again. */
    TokenTable startSeeded(BenchContext context, String what, int devices, Seeding seeding) throws SQLException {
        TokenTable tokens = stopAndSeed(context, what, devices, seeding);
        start();
        return tokens;
    }

    /**
     * Stops it and seeds its database; nothing is kept of the empty fleet.
     *
     * @param what it is told as, for the progress
     * @return tokens of the default tenant's first devices
     */
    TokenTable stopAndSeed(BenchContext context, String what, int devices, Seeding seeding) throws SQLException {
        stop();
        context.progress().accept("Seeding " + what + ".");
        TokenTable tokens;
        try (FleetSeed seed = FleetSeed.into(postgres)) {
            UUID tenant = seed.defaultTenant();
            seeding.into(seed, tenant);
            seed.settle();
            tokens = SeededTokens.mint(tokenKey(), tenant, devices);
        }
        forgetLocalStore();
        return tokens;
    }

    /** Starts it again and waits for {@code ready}. */
    void start() {
        server = ServerProcess.start(launch);
    }

    /** Executes it again without waiting. */
    ServerProcess launchOnly() {
        server = ServerProcess.launch(launch);
        return server;
    }

    Target plain() {
        return Target.plain(launch.httpPort());
    }

    Target tls() {
        return Target.tls(
                launch.httpsPort(), ServerCertificate.fetch(launch.httpsPort(), folder.resolve("server.crt")));
    }

    /** Loads the server and measures what that costs it. */
    Sample measure(LoadGenerator generator, Pace pace, Duration duration) {
        double idle = transactionsWhileIdle();
        long transactionsBefore = Transactions.of(postgres);
        ProcessCost serverBefore = server.cost();
        ProcessCost postgresBefore = postgres.processes().cost();
        LoadResult load = generator.run(pace, duration);
        double serverMicros = server.cost().cpuMicrosSince(serverBefore);
        double postgresMicros = postgres.processes().cost().cpuMicrosSince(postgresBefore);
        double caused = Transactions.of(postgres)
                - transactionsBefore
                - idle * load.elapsed().toNanos() / IDLE.toNanos();
        return new Sample(load, serverMicros, postgresMicros, Math.max(0, caused));
    }

    private double transactionsWhileIdle() {
        long before = Transactions.of(postgres);
        Poll.until(IDLE, () -> false);
        return Transactions.of(postgres) - before;
    }

    @Override
    public void close() {
        try (OwnPostgres last = postgres) {
            if (server.isAlive()) {
                server.kill();
            }
        }
    }
}
