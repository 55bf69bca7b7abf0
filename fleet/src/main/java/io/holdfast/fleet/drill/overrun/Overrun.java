package io.holdfast.fleet.drill.overrun;

import io.holdfast.fleet.drill.Drill;
import io.holdfast.fleet.drill.DrillCard;
import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.DrillResult;
import io.holdfast.fleet.drill.Expected;
import io.holdfast.fleet.drill.stage.Stage;
import io.holdfast.fleet.link.Herd;
import io.holdfast.fleet.link.HerdCounts;
import io.holdfast.fleet.link.HerdPlan;
import io.holdfast.fleet.link.ReconnectPolicy;
import io.holdfast.fleet.process.Poll;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A server with few connections has room for a tenth of the herd; the rest comes at once, ten times a second, deaf to every hint. */
public final class Overrun implements Drill {
    private static final int LINKS = 3_000;
    private static final int FULL_LINKS = 18_000;
    /** The share of the herd for which there is room. */
    private static final int TIMES = 10;

    private static final int HEAP_MB = 256;
    private static final int RSS_MB_MAX = 512;
    private static final Duration OPENING_MAX = Duration.ofMinutes(1);
    private static final Duration STORM = Duration.ofSeconds(8);
    private static final Duration FULL_STORM = Duration.ofSeconds(60);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final Duration AFTERWARDS_MAX = Duration.ofSeconds(60);

    private static final DrillCard CARD = DrillCard.of(
            39,
            "overrun",
            "Ten times the links that there is room for come at once and deaf to hints: memory stays bounded, who was there stays, refusals"
                    + " are counted, the operator port answers, and there is room again when the herd is gone.",
            """
            Devices whose connections had timed out connected again while the old connections still took memory. The connections piled up \
            until the servers ran out of memory, which disconnected every device at once and made the next herd.""",
            Expected.atMost("rss_mb", RSS_MB_MAX),
            Expected.none("out_of_memory"),
            Expected.none("established_lost"),
            Expected.atLeast("turned_away", 1),
            Expected.inTime("operator_port_ms", 500),
            Expected.isTrue("room_again"));

    @Override
    public DrillCard card() {
        return CARD;
    }

    @Override
    public DrillResult run(DrillContext context) {
        int links = context.full() ? FULL_LINKS : LINKS;
        int room = links / TIMES;
        try (Stage stage = Stage.set(
                        context,
                        links,
                        command -> command.withFlags("-Xmx" + HEAP_MB + "m"),
                        "--max-connections=" + room);
                Herd established = Herd.start(plan(stage, 0, room / 2))) {
            if (!established.awaitRecovery(OPENING_MAX)) {
                throw new IllegalStateException("the first links did not open: " + established.counts());
            }
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("links", links);
            figures.put("room", room);
            storm(context, stage, established, links, figures);
            afterwards(stage, established, figures);
            return new DrillResult(figures, List.of());
        }
    }

    private static HerdPlan plan(Stage stage, int from, int links) {
        return HerdPlan.of(stage.target(), links, (link, out) -> stage.tokens().write(from + link, out))
                .comingBack(link -> new ReconnectPolicy.Uncooperative());
    }

    private static void storm(
            DrillContext context, Stage stage, Herd established, int links, Map<String, Object> figures) {
        Duration storm = context.full() ? FULL_STORM : STORM;
        context.progress().accept("The herd comes at once, for " + storm.toSeconds() + " s.");
        long slowest = 0;
        double rss = 0;
        HerdPlan all = plan(stage, established.links(), links - established.links());
        try (HttpClient operator = HttpClient.newHttpClient();
                Herd herd = Herd.start(all.allAtOnce())) {
            operatorPortMillis(operator, stage); // the first call loads this process's classes
            long until = System.nanoTime() + storm.toNanos();
            while (System.nanoTime() - until < 0) {
                slowest = Math.max(slowest, operatorPortMillis(operator, stage));
                rss = Math.max(rss, stage.server().cost().rssMegabytes());
                Poll.until(Duration.ofSeconds(1), () -> false);
            }
            HerdCounts counts = herd.counts();
            figures.put("held", counts.connected() + established.connected());
            figures.put("attempts", counts.attempts());
            figures.put("refused", counts.refusals());
            figures.put("turned_away", counts.refused() + counts.broken() + counts.unreachable());
            figures.put("timeouts", counts.timeouts());
        }
        figures.put("rss_mb", Math.round(rss));
        figures.put("operator_port_ms", slowest);
        figures.put("established_lost", established.counts().lost());
    }

    private static void afterwards(Stage stage, Herd established, Map<String, Object> figures) {
        // Nearly as many as there is room for beside those that stayed: a connection or two are the administrator's.
        int many = established.links() * 9 / 10;
        try (Herd next = Herd.start(plan(stage, established.links(), many))) {
            figures.put("room_again", next.awaitRecovery(AFTERWARDS_MAX));
        }
        boolean memory = stage.server().lastLines(10_000).contains("OutOfMemory")
                || !stage.server().isAlive();
        figures.put("out_of_memory", memory ? 1 : 0);
    }

    /** How long {@code /live} took to answer, a minute when it did not. */
    private static long operatorPortMillis(HttpClient client, Stage stage) {
        URI live = URI.create("http://127.0.0.1:" + stage.server().launch().opsPort() + "/live");
        HttpRequest request = HttpRequest.newBuilder(live).timeout(ANSWER_MAX).build();
        long began = System.nanoTime();
        try {
            client.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (IOException unanswered) {
            return Duration.ofMinutes(1).toMillis();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return Duration.ofNanos(System.nanoTime() - began).toMillis();
    }
}
