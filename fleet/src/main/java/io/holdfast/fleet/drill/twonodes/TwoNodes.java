package io.holdfast.fleet.drill.twonodes;

import io.holdfast.fleet.drill.Drill;
import io.holdfast.fleet.drill.DrillCard;
import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.DrillResult;
import io.holdfast.fleet.drill.Expected;
import io.holdfast.fleet.management.FirstAdministrator;
import io.holdfast.fleet.process.CellSecrets;
import io.holdfast.fleet.process.NotInTime;
import io.holdfast.fleet.process.OperatorPort;
import io.holdfast.fleet.process.OwnPostgres;
import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.ServerCertificate;
import io.holdfast.fleet.process.ServerLaunch;
import io.holdfast.fleet.process.ServerProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two server processes on one database. The second is stopped in its tracks (SIGSTOP), then killed, while devices are let in and let go at
 * the first. Nodes send each other no nudges: what the second learns it reads from the feed.
 */
public final class TwoNodes implements Drill {
    private static final int ROUNDS = 1;
    private static final int FULL_ROUNDS = 10;
    /** Accepted and let go while the second is away, each in a transaction of its own. */
    private static final int CHANGES = 60;

    private static final int FULL_CHANGES = 300;
    private static final Duration AGREED_MAX = Duration.ofMinutes(1);

    private static final DrillCard CARD = DrillCard.of(
            "two-nodes",
            "One of two nodes is paused, then killed, while devices change at the other: 2 s after its return both answer alike.",
            """
            Two servers of one cloud believed different things about the same devices, and who was asked decided what a device was \
            told.""",
            Expected.inTime("agreed_after_pause_ms", 2_000),
            Expected.inTime("agreed_after_kill_ms", 2_000));

    @Override
    public DrillCard card() {
        return CARD;
    }

    @Override
    public DrillResult run(DrillContext context) {
        int rounds = context.full() ? FULL_ROUNDS : ROUNDS;
        int changes = context.full() ? FULL_CHANGES : CHANGES;
        try (OwnPostgres postgres = OwnPostgres.start(context.folder().resolve("postgres"), Map.of())) {
            ServerLaunch first =
                    ServerLaunch.in(context.folder().resolve("first")).withDatabase(postgres.url());
            ServerLaunch second =
                    ServerLaunch.in(context.folder().resolve("second")).withDatabase(postgres.url());
            context.progress().accept("Starting two servers on one database.");
            try (ServerProcess one = ServerProcess.start(first);
                    Second other = Second.of(first, second);
                    OperatorPort there = new OperatorPort(first);
                    OperatorPort here = new OperatorPort(second)) {
                ChangingFleet fleet = new ChangingFleet(FirstAdministrator.create(first)
                        .login(
                                first,
                                ServerCertificate.fetch(
                                        first.httpsPort(), context.folder().resolve("crt"))));
                fleet.change(changes);
                agree(there, here);
                long paused = 0;
                long killed = 0;
                for (int round = 1; round <= rounds; round++) {
                    context.progress()
                            .accept("Round " + round + " of " + rounds + ": the second is paused, then killed.");
                    other.process().freeze();
                    fleet.change(changes);
                    other.process().thaw();
                    paused = Math.max(paused, agree(there, here));

                    other.process().kill();
                    fleet.change(changes);
                    other.start();
                    killed = Math.max(killed, agree(there, here));
                }
                return new DrillResult(figures(rounds, fleet, paused, killed), List.of());
            }
        }
    }

    /** The second server, which is started again and again. */
    private static final class Second implements AutoCloseable {
        private final ServerLaunch launch;
        private ServerProcess process;

        private Second(ServerLaunch launch) {
            this.launch = launch;
            this.process = ServerProcess.start(launch);
        }

        static Second of(ServerLaunch first, ServerLaunch launch) {
            CellSecrets.copy(first.dataDirectory(), launch.dataDirectory());
            return new Second(launch);
        }

        void start() {
            process = ServerProcess.start(launch);
        }

        ServerProcess process() {
            return process;
        }

        @Override
        public void close() {
            process.close();
        }
    }

    /** Milliseconds until both digests are the same; a difference that stays is told as a drill that cannot go on. */
    private static long agree(OperatorPort there, OperatorPort here) {
        long began = System.nanoTime();
        boolean agreed = Poll.until(AGREED_MAX, () -> {
            Optional<String> ours = digest(here);
            return ours.isPresent() && ours.equals(digest(there));
        });
        if (!agreed) {
            throw new NotInTime("the nodes agree: " + there.get("/image") + " and " + here.get("/image"), AGREED_MAX);
        }
        return Duration.ofNanos(System.nanoTime() - began).toMillis();
    }

    private static Optional<String> digest(OperatorPort port) {
        return port.get("/image").map(state -> state.path("digest").asString());
    }

    private static Map<String, Object> figures(int rounds, ChangingFleet fleet, long paused, long killed) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("rounds", rounds);
        figures.put("changes", fleet.changes());
        figures.put("devices", fleet.devices());
        figures.put("agreed_after_pause_ms", paused);
        figures.put("agreed_after_kill_ms", killed);
        return figures;
    }
}
