package io.holdfast.fleet.drill.firmware;

import io.holdfast.fleet.drill.Drill;
import io.holdfast.fleet.drill.DrillCard;
import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.DrillResult;
import io.holdfast.fleet.drill.Expected;
import io.holdfast.fleet.drill.stage.Stage;
import io.holdfast.fleet.process.OperatorPort;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** A fleet polls quietly; one device in a hundred runs a version that polls in a loop. */
public final class OutOfLine implements Drill {
    private static final int DEVICES = 1_000;
    private static final int FULL_DEVICES = 10_000;
    private static final int BAD = 100;
    private static final String BAD_VERSION = "2.7-loops";

    /** Each bad device once a second; the others once in a minute. */
    private static final Duration LOOP = Duration.ofSeconds(1);

    private static final int ROUNDS_OF_OTHERS = 60;
    private static final Duration QUIET = Duration.ofSeconds(70);
    private static final Duration NAMED_MAX = Duration.ofMinutes(3);

    private static final DrillCard CARD = DrillCard.of(
            46,
            "out-of-line",
            "One device in a hundred runs a version that polls in a loop: the operator port names that version, and no other, within 2 min.",
            """
            A new behaviour of devices reached a whole fleet unseen. The load was blamed on a test of performance that ran beside it,             and the true cause went on.""",
            Expected.inTime("named_s", 120),
            Expected.isTrue("suggests_a_valve"),
            Expected.none("named_while_quiet"),
            Expected.none("others_named"),
            Expected.none("answered_401"));

    @Override
    public DrillCard card() {
        return CARD;
    }

    @Override
    public DrillResult run(DrillContext context) {
        int devices = context.full() ? FULL_DEVICES : DEVICES;
        try (Stage stage = Stage.set(context, devices);
                Callers callers = new Callers(stage.tokens());
                OperatorPort operator = new OperatorPort(stage.server().launch())) {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("devices", devices);
            context.progress().accept("The fleet polls quietly.");
            Fleet fleet = new Fleet(stage, callers, devices);
            fleet.poll(QUIET, false, operator);
            figures.put("named_while_quiet", named(operator).size());
            context.progress().accept("One device in a hundred polls in a loop.");
            long began = System.nanoTime();
            fleet.poll(NAMED_MAX, true, operator);
            Set<String> named = named(operator);
            if (named.contains(BAD_VERSION)) {
                figures.put(
                        "named_s", Duration.ofNanos(System.nanoTime() - began).toSeconds());
            }
            figures.put("suggests_a_valve", suggests(operator));
            named.remove(BAD_VERSION);
            figures.put("others_named", named.size());
            figures.put("answered_401", callers.answered401());
            return new DrillResult(figures, java.util.List.of());
        }
    }

    private static Set<String> named(OperatorPort operator) {
        Set<String> named = new TreeSet<>();
        operator.get("/cohorts")
                .ifPresent(answer -> answer.path("cohorts")
                        .valueStream()
                        .filter(cohort -> cohort.has("out_of_line"))
                        .forEach(cohort -> named.add(cohort.path("version").asString(""))));
        return named;
    }

    private static boolean suggests(OperatorPort operator) {
        return operator.get("/cohorts").stream()
                .flatMap(answer -> answer.path("cohorts").valueStream())
                .map(cohort -> cohort.path("out_of_line").path("command"))
                .map(JsonNode::asString)
                .anyMatch(command -> command.startsWith("holdfast valve set slow") && command.contains(BAD_VERSION));
    }

    /** The devices, in rounds of a second. */
    private record Fleet(Stage stage, Callers callers, int devices) {
        /** Until the time is over, or a version is named while some loop. */
        void poll(Duration atMost, boolean loop, OperatorPort operator) {
            long began = System.nanoTime();
            for (int round = 0; System.nanoTime() - began < atMost.toNanos(); round++) {
                long next = began + (round + 1) * LOOP.toNanos();
                for (int device = 0; device < devices; device++) {
                    boolean bad = device % BAD == 0;
                    if (bad && loop || device % ROUNDS_OF_OTHERS == round % ROUNDS_OF_OTHERS) {
                        int status = callers.poll(stage.target(), device, bad ? BAD_VERSION : "3.0");
                    }
                }
                if (loop && !named(operator).isEmpty()) {
                    return;
                }
                LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
            }
        }
    }
}
