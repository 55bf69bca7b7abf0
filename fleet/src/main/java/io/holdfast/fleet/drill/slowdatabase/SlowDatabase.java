package io.holdfast.fleet.drill.slowdatabase;

import io.holdfast.fleet.drill.Drill;
import io.holdfast.fleet.drill.DrillCard;
import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.DrillResult;
import io.holdfast.fleet.drill.Expected;
import io.holdfast.fleet.drill.stage.Stage;
import io.holdfast.fleet.link.Herd;
import io.holdfast.fleet.link.HerdCounts;
import io.holdfast.fleet.link.HerdPlan;
import io.holdfast.fleet.link.HerdPolls;
import io.holdfast.fleet.link.ReconnectPolicy;
import io.holdfast.fleet.load.LoadResult;
import io.holdfast.fleet.proxy.Fault;
import io.holdfast.fleet.proxy.Way;
import java.net.ConnectException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The wire to the database delays every byte by five seconds while links are open, devices poll and latecomers connect. */
public final class SlowDatabase implements Drill {
    private static final int LINKS = 600;
    private static final int FULL_LINKS = 18_000;
    private static final Duration WINDOW = Duration.ofSeconds(20);
    private static final Duration FULL_WINDOW = Duration.ofMinutes(10);
    private static final Duration LATENCY = Duration.ofSeconds(5);
    /** Of the devices, one in twenty is switched on while the database is slow. */
    private static final int LATE_SHARE = 20;

    private static final Duration OPENING_MAX = Duration.ofMinutes(2);
    private static final Duration LATE_MAX = Duration.ofSeconds(15);
    /** Each device polls once in this time: more often than any does, so that a small herd polls at all. */
    private static final Duration POLL_EVERY = Duration.ofSeconds(60);

    private static final String TYPE = "drill-board";

    private static final DrillCard CARD = DrillCard.of(
            38,
            "slow-database",
            "The database answers 5 s late for ten minutes: at most 0.1 % of the links drop, latecomers connect, polls are answered.",
            """
            A database grew slow under a new kind of query. The servers waited for it while they held devices' connections, so the \
            connections timed out; each device came back, and coming back asked the slow database again. The load fed itself until \
            the servers ran out of memory.""",
            Expected.atMost("link_drops_percent", 0.1),
            Expected.atLeast("late_connected_percent", 99),
            Expected.atLeast("polls_answered_percent", 99.9),
            Expected.none("answered_401"),
            Expected.isTrue("database_was_slow"));

    /** What was seen while the database was slow. */
    private record Seen(HerdCounts links, HerdCounts late, int lateConnected, LoadResult polls, boolean slow) {
        long answered401() {
            return polls.answered(401) + late.refused(401) + links.refused(401);
        }
    }

    @Override
    public DrillCard card() {
        return CARD;
    }

    @Override
    public DrillResult run(DrillContext context) {
        int links = context.full() ? FULL_LINKS : LINKS;
        int late = links / LATE_SHARE;
        try (Stage stage = Stage.set(context, links);
                Herd herd = Herd.start(herd(stage, 0, links - late))) {
            if (!herd.awaitRecovery(OPENING_MAX)) {
                throw new IllegalStateException("the herd did not open: " + herd.counts());
            }
            Duration window = context.full() ? FULL_WINDOW : WINDOW;
            context.progress().accept("The database answers 5 s late for " + window.toSeconds() + " s.");
            Seen seen = slow(stage, herd, late, window);
            return new DrillResult(figures(links, late, window, seen), List.of());
        } catch (ConnectException e) {
            throw new IllegalStateException("the server does not listen", e);
        }
    }

    private static HerdPlan herd(Stage stage, int from, int links) {
        return HerdPlan.of(stage.target(), links, (link, out) -> stage.tokens().write(from + link, out))
                .comingBack(ReconnectPolicy.mix(
                        new ReconnectPolicy.MenderConnect21(),
                        new ReconnectPolicy.MenderConnect30(),
                        new ReconnectPolicy.MenderConnect21(),
                        new ReconnectPolicy.InfoBeamer()));
    }

    private static Seen slow(Stage stage, Herd herd, int late, Duration window) throws ConnectException {
        if (herd.counts().lost() > 0) {
            throw new IllegalStateException("links were lost before the fault: " + herd.counts());
        }
        stage.databaseWire().set(Way.FORTH, new Fault.Delay(LATENCY));
        try (Herd latecomers = Herd.start(herd(stage, herd.links(), late))) {
            boolean slow = managementIsSlow(stage);
            LoadResult polls = HerdPolls.run(stage.target(), stage.tokens(), TYPE, POLL_EVERY, window);
            latecomers.awaitRecovery(LATE_MAX);
            return new Seen(
                    herd.counts(), latecomers.counts(), latecomers.recovery().back(), polls, slow);
        } finally {
            stage.databaseWire().heal();
        }
    }

    /** A drill whose fault is not felt proves nothing: a call that needs the database is late or is put off. */
    private static boolean managementIsSlow(Stage stage) {
        long began = System.nanoTime();
        int status = stage.api().get("/api/management/v2/devauth/devices/count").status();
        return status == 503 || System.nanoTime() - began >= LATENCY.toNanos();
    }

    private static Map<String, Object> figures(int links, int late, Duration window, Seen seen) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("links", links - late);
        figures.put("latency_s", LATENCY.toSeconds());
        figures.put("window_s", window.toSeconds());
        figures.put("link_drops", seen.links().lost());
        figures.put("link_drops_percent", 100.0 * seen.links().lost() / (links - late));
        figures.put("closes", seen.links().closes());
        figures.put("late", late);
        figures.put("late_connected_percent", 100.0 * seen.lateConnected() / late);
        figures.put("polls", seen.polls().answered());
        figures.put("polls_answered_percent", answeredPercent(seen.polls()));
        figures.put("polls_p99_ms", seen.polls().percentileMillis(99));
        figures.put("answered_401", seen.answered401());
        figures.put("database_was_slow", seen.slow());
        return figures;
    }

    private static double answeredPercent(LoadResult polls) {
        long all = polls.answered() + polls.broken() + polls.unanswered();
        return all == 0 ? 0 : 100.0 * (polls.answered(204) + polls.answered(200)) / all;
    }
}
