package io.holdfast.fleet.drill.reconnect;

import io.holdfast.fleet.drill.Drill;
import io.holdfast.fleet.drill.DrillCard;
import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.DrillResult;
import io.holdfast.fleet.drill.Expected;
import io.holdfast.fleet.drill.stage.Stage;
import io.holdfast.fleet.link.Herd;
import io.holdfast.fleet.link.HerdCounts;
import io.holdfast.fleet.link.ReconnectPolicy;
import io.holdfast.fleet.link.Recovery;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The server is killed under a herd and started again: once with its database, which gives the time that so many devices need at all, and
 * once with the database dead. The difference is what the database costs a reconnect.
 */
public final class ReconnectWithoutDatabase implements Drill {
    private static final int LINKS = 1_000;
    private static final int FULL_LINKS = 18_000;
    private static final Duration OPENING_MAX = Duration.ofMinutes(2);
    private static final Duration RECOVERY_MAX = Duration.ofMinutes(3);

    private static final DrillCard CARD = DrillCard.of(
            32,
            "reconnect-without-database",
            "Server and database are killed and the server is started alone: 99 % of the links are back within 10 s of the time they need"
                    + " with the database there, and none is told 401.",
            """
            A platform's tunnel servers were replaced while its API was slow. Every device that came back had to be let in by that API, \
            so reconnecting took hours, and what looked like a slow recovery hid a second fault.""",
            Expected.atLeast("back_percent", 99),
            Expected.inTime("t99_beyond_s", 10),
            Expected.none("answered_401"));

    /** One return of the herd. */
    private record Return(Recovery recovery, long attempts, long refused, long refused401, long timeouts) {}

    @Override
    public DrillCard card() {
        return CARD;
    }

    @Override
    public DrillResult run(DrillContext context) {
        int links = context.full() ? FULL_LINKS : LINKS;
        try (Stage stage = Stage.set(context, links);
                Herd herd = Herd.start(stage.herd().comingBack(link -> new ReconnectPolicy.MenderConnect21()))) {
            if (!herd.awaitRecovery(OPENING_MAX)) {
                throw new IllegalStateException("the herd did not open: " + herd.counts());
            }
            context.progress().accept("The server is killed and started with its database.");
            Return with = comeBack(stage, herd);
            context.progress().accept("The database is killed, then the server; the server is started alone.");
            stage.postgres().processes().kill();
            Return without = comeBack(stage, herd);
            stage.postgres().restart();
            return result(links, with, without);
        }
    }

    private static Return comeBack(Stage stage, Herd herd) {
        HerdCounts before = herd.counts();
        herd.mark();
        stage.killServer();
        stage.startServer();
        herd.awaitRecovery(RECOVERY_MAX);
        HerdCounts after = herd.counts();
        return new Return(
                herd.recovery(),
                after.attempts() - before.attempts(),
                after.refused() - before.refused(),
                after.refused(401) - before.refused(401),
                after.timeouts() - before.timeouts());
    }

    private static DrillResult result(int links, Return with, Return without) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("links", links);
        put(figures, "with_database", with);
        put(figures, "without_database", without);
        figures.put("back_percent", 100.0 * without.recovery().back() / links);
        figures.put("answered_401", without.refused401() + with.refused401());
        with.recovery()
                .most()
                .flatMap(control -> without.recovery().most().map(alone -> alone.minus(control)))
                .ifPresent(beyond -> figures.put("t99_beyond_s", Recovery.seconds(beyond)));
        return new DrillResult(figures, List.of());
    }

    private static void put(Map<String, Object> figures, String when, Return seen) {
        seen.recovery().figures().forEach((name, value) -> figures.put(when + "_" + name, value));
        figures.put(
                when + "_attempts_per_link",
                Math.round(100.0 * seen.attempts() / seen.recovery().links()) / 100.0);
        figures.put(when + "_refused", seen.refused());
        figures.put(when + "_timeouts", seen.timeouts());
    }
}
