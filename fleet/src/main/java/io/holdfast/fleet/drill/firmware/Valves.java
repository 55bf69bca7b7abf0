package io.holdfast.fleet.drill.firmware;

import io.holdfast.fleet.drill.Drill;
import io.holdfast.fleet.drill.DrillCard;
import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.DrillResult;
import io.holdfast.fleet.drill.Expected;
import io.holdfast.fleet.drill.stage.Node;
import io.holdfast.fleet.drill.stage.Stage;
import io.holdfast.fleet.load.Target;
import io.holdfast.fleet.process.NotInTime;
import io.holdfast.fleet.process.OperatorPort;
import io.holdfast.fleet.process.Poll;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A version is denied on one node of two, with the database there and with it stopped. Judged by what devices are answered, not by what
 * the operator is told.
 */
public final class Valves implements Drill {
    private static final int DEVICES = 200;
    private static final int FULL_DEVICES = 20_000;

    /** One in ten, so that a small run has some. */
    private static final int BAD = 10;

    private static final Duration WAIT_MAX = Duration.ofMinutes(1);
    private static final String BAD_VERSION = "2.7-loops";
    private static final String DENY =
            "{\"effect\":\"deny\",\"version\":\"2.7*\",\"reason\":\"drill\",\"set_by\":\"drill\"}";

    private static final DrillCard CARD = DrillCard.of(
            45,
            "valve",
            "A version is denied on one of two nodes: within 2 s no device of it is answered on either, also on the node itself with"
                    + " PostgreSQL stopped; no other device notices, and nobody is told 401.",
            """
            A firmware that opened connections in a loop took a cloud down. It could not be held back without a change of the             backend, which took half an hour to write and roll out while everything stood still.""",
            Expected.inTime("denied_here_ms", 2_000),
            Expected.inTime("denied_there_ms", 2_000),
            Expected.inTime("cleared_there_ms", 2_000),
            Expected.inTime("denied_without_database_ms", 2_000),
            Expected.inTime("preview_ms", 500),
            Expected.none("others_put_off"),
            Expected.none("answered_401"));

    @Override
    public DrillCard card() {
        return CARD;
    }

    @Override
    public DrillResult run(DrillContext context) {
        int devices = context.full() ? FULL_DEVICES : DEVICES;
        try (Stage stage = Stage.set(context, devices);
                Node other = stage.addNode(context);
                Callers callers = new Callers(stage.tokens());
                OperatorPort operator = new OperatorPort(stage.server().launch())) {
            Target here = stage.target();
            Target there = Target.plain(other.server().launch().httpPort());
            Run run = new Run(callers, operator, devices);
            context.progress().accept("Every device says to both nodes what it runs.");
            run.everybodySays(List.of(here, there));
            run.withDatabase(here, there);
            context.progress().accept("PostgreSQL is stopped.");
            stage.postgres().processes().kill();
            run.withoutDatabase(here);
            context.progress().accept("PostgreSQL is started again.");
            stage.postgres().restart();
            run.reaches(there);
            return new DrillResult(run.figures(), List.of());
        }
    }

    /** One play of it. */
    private static final class Run {
        private final Callers callers;
        private final OperatorPort operator;
        private final int devices;
        private final Map<String, Object> figures = new LinkedHashMap<>();
        private long othersPutOff;

        Run(Callers callers, OperatorPort operator, int devices) {
            this.callers = callers;
            this.operator = operator;
            this.devices = devices;
            figures.put("devices", devices);
        }

        void everybodySays(List<Target> nodes) {
            for (int device = 0; device < devices; device++) {
                for (Target node : nodes) {
                    int status = callers.poll(node, device, version(device));
                    if (status != 204) {
                        throw new IllegalStateException("a device was answered " + status + " before the drill began");
                    }
                }
            }
        }

        private static String version(int device) {
            return device % BAD == 0 ? BAD_VERSION : "3.0";
        }

        void withDatabase(Target here, Target there) {
            long asked = System.nanoTime();
            JsonNode preview = operator.post("/valves/preview", DENY);
            figures.put("preview_ms", millis(asked));
            figures.put("previewed", preview.path("devices").asInt(0));
            long began = System.nanoTime();
            JsonNode set = operator.post("/valves", DENY);
            figures.put("scope", set.path("scope").asString(""));
            figures.put("denied_here_ms", until(here, 503, began));
            figures.put("denied_there_ms", until(there, 503, began));
            everybodyElse(List.of(here, there));
            began = System.nanoTime();
            operator.delete("/valves/" + set.path("id").asString(""));
            figures.put("cleared_there_ms", until(there, 204, began));
        }

        void withoutDatabase(Target here) {
            long began = System.nanoTime();
            JsonNode set = operator.post("/valves", DENY);
            figures.put("scope_without_database", set.path("scope").asString(""));
            figures.put("denied_without_database_ms", until(here, 503, began));
            everybodyElse(List.of(here));
        }

        void reaches(Target there) {
            figures.put("denied_there_after_database_ms", until(there, 503, System.nanoTime()));
        }

        /** Milliseconds until every bad device is answered so. */
        private long until(Target node, int status, long began) {
            boolean all = Poll.until(WAIT_MAX, () -> {
                for (int device = 0; device < devices; device += BAD) {
                    if (callers.poll(node, device, BAD_VERSION) != status) {
                        return false;
                    }
                }
                return true;
            });
            if (!all) {
                throw new NotInTime("every device of the version is answered " + status, WAIT_MAX);
            }
            return millis(began);
        }

        private void everybodyElse(List<Target> nodes) {
            for (int device = 1; device < devices; device += BAD) {
                for (Target node : nodes) {
                    othersPutOff += callers.poll(node, device, version(device)) == 204 ? 0 : 1;
                }
            }
        }

        private static long millis(long began) {
            return Duration.ofNanos(System.nanoTime() - began).toMillis();
        }

        Map<String, Object> figures() {
            figures.put("others_put_off", othersPutOff);
            figures.put("answered_401", callers.answered401());
            return figures;
        }
    }
}
