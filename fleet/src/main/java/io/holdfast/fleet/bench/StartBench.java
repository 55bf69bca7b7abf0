package io.holdfast.fleet.bench;

import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.ServerProcess;
import io.holdfast.fleet.seed.TokenTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From exec to the first authenticated answer after {@code kill -9}, with a million devices in the local store. */
final class StartBench implements Bench {
    private static final String TYPE = "bench-board";
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private record Start(double firstAnswerMillis, double readyMillis, double rssMegabytes) {}

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String description() {
        return "kill -9, exec, first authenticated answer with 1,000,000 devices in the local store; time to ready; memory"
                + " of an empty server without its PostgreSQL.";
    }

    @Override
    public Map<String, Object> run(BenchContext context) {
        int devices = context.quick() ? 20_000 : 1_000_000;
        try (ServerUnderTest test = ServerUnderTest.firstStart(context)) {
            if (!test.launch().command().usesStartUpCache()) {
                context.progress()
                        .accept("There is no start-up cache, so these are not the figures of a server in use;"
                                + " make one first: ./holdfast aot-train");
            }
            Map<String, Object> figures = new LinkedHashMap<>();
            double emptyRss = emptyRss(test);
            TokenTable tokens =
                    test.startSeeded(context, devices + " devices", devices, ServerUnderTest.Seeding.devices(devices));
            context.progress().accept("Filling the local store.");
            requireAnswer(test, tokens);
            test.stop(); // a clean stop writes the snapshot
            test.start();
            List<Start> starts = new ArrayList<>();
            context.progress().accept("Killing and starting.");
            for (int i = 0; i < context.repeat(); i++) {
                starts.add(start(test, tokens));
            }
            figures.put("first_answer_ms", Median.of(starts, Start::firstAnswerMillis));
            figures.put("warm_ready_ms", Median.of(starts, Start::readyMillis));
            figures.put("rss_mb", Median.of(starts, Start::rssMegabytes));
            figures.put("empty_rss_mb", Median.rounded(emptyRss));
            figures.put("devices", devices);
            figures.put("start_up_cache", test.launch().command().usesStartUpCache());
            return figures;
        } catch (SQLException e) {
            throw new IllegalStateException("the bench could not be set up", e);
        }
    }

    private static double emptyRss(ServerUnderTest test) {
        test.stop();
        test.start();
        Poll.until(SETTLED, () -> false);
        return test.server().cost().rssMegabytes();
    }

    private static void requireAnswer(ServerUnderTest test, TokenTable tokens) {
        FirstAnswer.await(test.launch().httpPort(), tokens.text(tokens.count() - 1), TYPE, Duration.ofMinutes(2));
        Poll.until(SETTLED, () -> false);
    }

    private static Start start(ServerUnderTest test, TokenTable tokens) {
        test.server().kill();
        ServerProcess server = test.launchOnly();
        int device = (int) (server.pid() % tokens.count());
        long answered = FirstAnswer.await(test.launch().httpPort(), tokens.text(device), TYPE, Duration.ofSeconds(30));
        Duration ready = server.awaitReady();
        Poll.until(SETTLED, () -> false);
        return new Start(
                (answered - server.startedNanos()) / 1e6,
                ready.toNanos() / 1e6,
                server.cost().rssMegabytes());
    }
}
