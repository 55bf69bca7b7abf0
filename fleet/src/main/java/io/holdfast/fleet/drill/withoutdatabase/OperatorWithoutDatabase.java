package io.holdfast.fleet.drill.withoutdatabase;

import io.holdfast.fleet.drill.Drill;
import io.holdfast.fleet.drill.DrillCard;
import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.DrillResult;
import io.holdfast.fleet.drill.Expected;
import io.holdfast.fleet.process.OperatorPort;
import io.holdfast.fleet.process.OwnPostgres;
import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.ServerLaunch;
import io.holdfast.fleet.process.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** PostgreSQL stands still and every core is taken; the operator looks, turns a route off and on again, and is told what is wrong. */
public final class OperatorWithoutDatabase implements Drill {
    private static final Duration FROZEN = Duration.ofSeconds(40);
    private static final Duration FULL_FROZEN = Duration.ofMinutes(5);
    private static final Duration ALARM_MAX = Duration.ofSeconds(60);

    private static final DrillCard CARD = DrillCard.of(
            16,
            "operator-without-database",
            "With PostgreSQL frozen and every core taken the operator's overview and switches answer, and say what is wrong.",
            """
            The administration panel asked the database that was the trouble, and timed out with it. Nobody could see who caused the load, and \
            nobody could turn it off, until the cause had been found from outside and statements had been stopped by hand.""",
            Expected.inTime("overview_ms", 500),
            // Half a second is waited for the database; the rest is the wait for a turn on cores that are all taken.
            Expected.inTime("statements_ms", 1_500),
            Expected.inTime("switch_ms", 500),
            Expected.none("unanswered"),
            Expected.isTrue("image_blind_told"),
            Expected.isTrue("database_silent_told"),
            Expected.isTrue("old_figures_stale"),
            Expected.isTrue("switched_off_and_on"),
            Expected.none("restarts"));

    @Override
    public DrillCard card() {
        return CARD;
    }

    @Override
    public DrillResult run(DrillContext context) {
        try (OwnPostgres postgres = OwnPostgres.start(context.folder().resolve("postgres"), Map.of());
                ServerProcess server = ServerProcess.start(
                        ServerLaunch.in(context.folder().resolve("data")).withDatabase(postgres.url()));
                OperatorPort operator = new OperatorPort(server.launch())) {
            Poll.require(
                    "the database was looked at",
                    ALARM_MAX,
                    () -> overview(operator).has("database"));
            context.progress().accept("PostgreSQL stands still and every core is taken.");
            postgres.processes().freeze();
            try (TakenCores cores = TakenCores.all()) {
                Map<String, Object> figures = look(operator, context.full() ? FULL_FROZEN : FROZEN);
                figures.put("cores_taken", cores.threads());
                figures.put("restarts", server.isAlive() ? 0 : 1);
                return new DrillResult(figures, List.of());
            } finally {
                postgres.processes().thaw();
            }
        }
    }

    private static Map<String, Object> look(OperatorPort operator, Duration span) {
        long overview = 0;
        long statements = 0;
        AtomicInteger unanswered = new AtomicInteger();
        long until = System.nanoTime() + span.toNanos();
        JsonNode last = overview(operator);
        while (System.nanoTime() - until < 0) {
            long began = System.nanoTime();
            last = operator.get("/overview").orElseGet(() -> {
                unanswered.incrementAndGet();
                return overview(operator);
            });
            overview = Math.max(overview, millisSince(began));
            began = System.nanoTime();
            if (operator.get("/statements").isEmpty()) {
                unanswered.incrementAndGet();
            }
            statements = Math.max(statements, millisSince(began));
            Poll.until(Duration.ofSeconds(1), () -> false);
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("frozen_s", span.toSeconds());
        figures.put("overview_ms", overview);
        figures.put("statements_ms", statements);
        figures.put("unanswered", unanswered.get());
        figures.put("image_blind_told", told(last, "image-blind"));
        figures.put("database_silent_told", told(last, "database-silent"));
        figures.put(
                "old_figures_stale",
                last.path("figures").path("database.feed_head").path("stale").asBoolean());
        switchOffAndOn(operator, figures);
        return figures;
    }

    private static void switchOffAndOn(OperatorPort operator, Map<String, Object> figures) {
        long began = System.nanoTime();
        JsonNode off = operator.send("POST", "/switches", "{\"route\":\"logs\",\"minutes\":5,\"why\":\"a drill\"}")
                .orElseThrow();
        JsonNode on = operator.send("DELETE", "/switches/" + off.path("id").asString(""), "")
                .orElseThrow();
        figures.put("switch_ms", millisSince(began) / 2);
        figures.put(
                "switched_off_and_on",
                off.path("kept").asBoolean() && on.path("switches").isEmpty());
    }

    private static boolean told(JsonNode overview, String condition) {
        return overview.path("conditions")
                .valueStream()
                .anyMatch(each -> each.path("name").asString("").equals(condition));
    }

    private static JsonNode overview(OperatorPort operator) {
        return operator.get("/overview").orElseThrow(() -> new IllegalStateException("there is no overview"));
    }

    private static long millisSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
    }

    /** Threads that do nothing but take every core, as many again as there are. */
    private record TakenCores(List<Thread> taking, AtomicBoolean over) implements AutoCloseable {
        static TakenCores all() {
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                threads.add(Thread.ofPlatform().daemon().name("core-" + i).start(() -> {
                    while (!over.get()) {
                        Thread.onSpinWait();
                    }
                }));
            }
            return new TakenCores(threads, over);
        }

        int threads() {
            return taking.size();
        }

        @Override
        public void close() {
            over.set(true);
        }
    }
}
