package io.holdfast.fleet.drill.blackbox;

import io.holdfast.fleet.drill.Drill;
import io.holdfast.fleet.drill.DrillCard;
import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.DrillResult;
import io.holdfast.fleet.drill.Expected;
import io.holdfast.fleet.process.Command;
import io.holdfast.fleet.process.OperatorPort;
import io.holdfast.fleet.process.OwnPostgres;
import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.ServerLaunch;
import io.holdfast.fleet.process.ServerProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The database freezes, an operator turns a route off, and the server is killed: the box tells both. */
public final class BlackBoxAfterKill implements Drill {
    private static final Duration BEFORE = Duration.ofSeconds(20);
    private static final Duration FULL_BEFORE = Duration.ofSeconds(75);
    private static final Duration ALARM_MAX = Duration.ofSeconds(60);
    private static final Duration READ_MAX = Duration.ofSeconds(30);

    private static final DrillCard CARD = DrillCard.of(
            49,
            "black-box",
            "A server that is killed leaves a box that tells its last minute: figures, alarms, and what its operator did.",
            """
            The one machine stood at full load and let nobody in. It was switched off hard, and what had taken its processor was never found: \
            nothing that it knew had been written down.""",
            Expected.isTrue("readable"),
            Expected.atMost("newest_figures_before_death_s", 3),
            Expected.atLeast("seconds_with_figures_share", 0.8),
            Expected.isTrue("alarm_told"),
            Expected.isTrue("operators_deed_told"),
            Expected.isTrue("flight_recording_there"),
            Expected.none("secrets"));

    @Override
    public DrillCard card() {
        return CARD;
    }

    @Override
    public DrillResult run(DrillContext context) {
        ServerLaunch launch;
        Instant death;
        String secret;
        try (OwnPostgres postgres = OwnPostgres.start(context.folder().resolve("postgres"), Map.of());
                ServerProcess server = ServerProcess.start(
                        ServerLaunch.in(context.folder().resolve("data")).withDatabase(postgres.url()));
                OperatorPort operator = new OperatorPort(server.launch())) {
            launch = server.launch();
            secret = operator.secret();
            Duration before = context.full() ? FULL_BEFORE : BEFORE;
            context.progress().accept("The server is watched for " + before.toSeconds() + " s, then killed.");
            Poll.until(before, () -> false);
            postgres.processes().freeze();
            try {
                Poll.require(
                        "the node is blind",
                        ALARM_MAX,
                        () -> operator.get("/conditions")
                                .filter(answer -> answer.toString().contains("image-blind"))
                                .isPresent());
                JsonNode off = operator.send(
                                "POST", "/switches", "{\"route\":\"logs\",\"minutes\":5,\"why\":\"a drill\"}")
                        .orElseThrow();
                context.progress()
                        .accept("Switched off until " + off.path("until").asString("") + "; now it is killed.");
                Poll.until(Duration.ofSeconds(1), () -> false);
                death = Instant.now();
                server.kill();
            } finally {
                postgres.processes().thaw();
            }
        }
        return new DrillResult(read(launch, death, secret, context), List.of());
    }

    private static Map<String, Object> read(ServerLaunch launch, Instant death, String secret, DrillContext context) {
        Command.Outcome outcome = launch.command()
                .with(List.of(
                        "blackbox",
                        "--data",
                        launch.dataDirectory().toString(),
                        "--json",
                        "--last",
                        context.full() ? "60s" : "20s"))
                .run(READ_MAX);
        List<JsonNode> records = outcome.output()
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
        List<Instant> seconds = records.stream()
                .filter(record -> record.path("kind").asString("").equals("figures"))
                .map(record -> Instant.parse(record.path("at").asString("")))
                .toList();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("readable", outcome.succeeded() && !seconds.isEmpty());
        figures.put("records", records.size());
        figures.put(
                "newest_figures_before_death_s",
                seconds.isEmpty()
                        ? 1_000
                        : Duration.between(seconds.getLast(), death).toMillis() / 1_000.0);
        figures.put("seconds_with_figures_share", seconds.size() / (context.full() ? 60.0 : 20.0));
        figures.put("alarm_told", decided(records, "alarm.raised"));
        figures.put("operators_deed_told", decided(records, "switch.off"));
        figures.put(
                "flight_recording_there",
                context.folder()
                                .resolve("data")
                                .resolve("blackbox")
                                .resolve("jfr")
                                .toFile()
                                .list()
                        != null);
        figures.put("secrets", outcome.output().contains(secret) ? 1 : 0);
        return figures;
    }

    private static boolean decided(List<JsonNode> records, String what) {
        return records.stream()
                .anyMatch(record -> record.path("what").asString("").equals(what));
    }
}
