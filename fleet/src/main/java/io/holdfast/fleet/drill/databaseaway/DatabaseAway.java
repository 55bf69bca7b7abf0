package io.holdfast.fleet.drill.databaseaway;

import io.holdfast.fleet.drill.Drill;
import io.holdfast.fleet.drill.DrillCard;
import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.DrillResult;
import io.holdfast.fleet.drill.Expected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** PostgreSQL dies, then freezes, under a working fleet; then the server starts without it. */
public final class DatabaseAway implements Drill {
    /** The fleet must be at work, or the drill proves nothing. */
    private static final int LEAST_REQUESTS_PER_SECOND = 500;

    /** Sentences shown of one kind of failure. */
    private static final int EXAMPLES = 10;

    private static final DrillCard CARD = DrillCard.of(
            "database-away",
            "PostgreSQL is killed, then frozen, under 1,000 working devices, then the server is started without it: known devices are"
                    + " answered within 2 s, nobody is told 401, and everything acknowledged is in the database afterwards, once.",
            """
            In each of the great outages a device's request waited for a database that had become slow; devices timed out and came \
            back louder. A server that answers known devices from memory has nothing to wait for.""",
            Expected.none("false_401"),
            Expected.none("lost"),
            Expected.none("duplicated"),
            Expected.atLeast("strangers_put_off", 1));

    @Override
    public DrillCard card() {
        return CARD;
    }

    @Override
    public DrillResult run(DrillContext context) {
        List<OutageRun.Outcome> outcomes = new ArrayList<>();
        for (Outage outage : Outage.values()) {
            outcomes.add(new OutageRun(context, outage).run());
        }
        List<String> broken = new ArrayList<>(new RestartRun(context).run());
        outcomes.forEach(outcome -> judge(outcome, broken));
        return new DrillResult(figures(outcomes), broken);
    }

    private static void judge(OutageRun.Outcome outcome, List<String> broken) {
        String when = " (PostgreSQL " + outcome.outage().word() + ")";
        Window window = outcome.window();
        if (window.requests() < LEAST_REQUESTS_PER_SECOND * outcome.away().toSeconds()) {
            broken.add("too little load: " + window.requests() + " requests in "
                    + outcome.away().toSeconds() + " s" + when);
        }
        if (window.answeredInTime() < window.requests()) {
            broken.add((window.requests() - window.answeredInTime()) + " requests not answered in time" + when);
            window.examples().forEach(example -> broken.add(example + when));
        }
        if (window.falseUnauthorized() > 0) {
            broken.add(window.falseUnauthorized() + " accepted devices were told 401" + when);
        }
        if (outcome.strangers().putOff() == 0 || outcome.strangers().wronglyAnswered() > 0) {
            broken.add("never-seen devices: " + outcome.strangers().putOff() + " put off, "
                    + outcome.strangers().wronglyAnswered() + " answered otherwise" + when);
        }
        outcome.lost().stream().limit(EXAMPLES).forEach(line -> broken.add("lost: " + line + when));
        outcome.duplicated().stream().limit(EXAMPLES).forEach(line -> broken.add("duplicated: " + line + when));
    }

    private static Map<String, Object> figures(List<OutageRun.Outcome> outcomes) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("devices", OutageRun.DEVICES);
        figures.put("requests", sum(outcomes, outcome -> outcome.window().requests()));
        figures.put(
                "answered_in_time", sum(outcomes, outcome -> outcome.window().answeredInTime()));
        figures.put("false_401", sum(outcomes, outcome -> outcome.window().falseUnauthorized()));
        figures.put("acknowledged", sum(outcomes, outcome -> outcome.ledger().writes()));
        figures.put("lost", sum(outcomes, outcome -> outcome.lost().size()));
        figures.put("duplicated", sum(outcomes, outcome -> outcome.duplicated().size()));
        figures.put(
                "strangers_put_off",
                sum(outcomes, outcome -> outcome.strangers().putOff()));
        for (OutageRun.Outcome outcome : outcomes) {
            figures.put(outcome.outage().word() + "_s", outcome.away().toSeconds());
            figures.put(outcome.outage().word() + "_requests", outcome.window().requestsByKind());
        }
        return figures;
    }

    private static long sum(List<OutageRun.Outcome> outcomes, ToLongFunction<OutageRun.Outcome> figure) {
        return outcomes.stream().mapToLong(figure).sum();
    }
}
