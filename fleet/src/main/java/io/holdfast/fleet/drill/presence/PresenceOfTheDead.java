package io.holdfast.fleet.drill.presence;

import io.holdfast.fleet.drill.Drill;
import io.holdfast.fleet.drill.DrillCard;
import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.DrillResult;
import io.holdfast.fleet.drill.Expected;
import io.holdfast.fleet.drill.stage.Node;
import io.holdfast.fleet.drill.stage.PresenceSample;
import io.holdfast.fleet.drill.stage.Stage;
import io.holdfast.fleet.link.Herd;
import io.holdfast.fleet.link.ReconnectPolicy;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.proxy.Fault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The node that holds the links is killed, frozen, and cut off from its database; another node is asked about its devices. */
public final class PresenceOfTheDead implements Drill {
    private static final int LINKS = 600;
    private static final int FULL_LINKS = 18_000;
    private static final Duration OPENING_MAX = Duration.ofMinutes(2);
    /** From then on nobody may be told that a dead node's device is connected. */
    private static final Duration TRUTH = Duration.ofSeconds(15);

    private static final int ASKED_IN_OUTAGE = 20;
    /** Longer than a lease lives, which is 10 s. */
    private static final Duration OUTAGE = Duration.ofSeconds(12);

    private static final Duration FULL_OUTAGE = Duration.ofSeconds(30);

    private static final DrillCard CARD = DrillCard.of(
            31,
            "presence-of-the-dead",
            "The node with the links is killed, frozen, cut off: 15 s later no other node calls its devices connected; a database that is"
                    + " away for 30 s makes no connected device disconnected.",
            """
            Tunnel servers were replaced while they were in trouble, and the rows that said which devices were connected were written \
            one by one. Devices were shown as connected for more than an hour after their tunnel was gone.""",
            Expected.none("false_connected_after_kill"),
            Expected.none("false_connected_after_freeze"),
            Expected.none("false_connected_after_partition"),
            Expected.none("false_disconnected_in_outage"),
            Expected.none("links_lost_in_outage"));

    @Override
    public DrillCard card() {
        return CARD;
    }

    @Override
    public DrillResult run(DrillContext context) {
        int links = context.full() ? FULL_LINKS : LINKS;
        try (Stage stage = Stage.set(context, links);
                Node other = stage.addNode(context);
                Herd herd = Herd.start(stage.herd().comingBack(link -> new ReconnectPolicy.Balena()))) {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("links", links);
            awaitTruth(stage, other, herd);
            outage(context, stage, other, herd, figures);
            context.progress().accept("The node is cut off from its database.");
            stage.databaseWire().set(new Fault.BlackHole());
            judgeDead(context, stage, other, figures, "partition");
            stage.databaseWire().heal();
            awaitTruth(stage, other, herd);
            context.progress().accept("The node is frozen.");
            stage.server().freeze();
            judgeDead(context, stage, other, figures, "freeze");
            stage.server().thaw();
            awaitTruth(stage, other, herd);
            context.progress().accept("The node is killed.");
            stage.killServer();
            judgeDead(context, stage, other, figures, "kill");
            return new DrillResult(figures, List.of());
        }
    }

    private static void awaitTruth(Stage stage, Node other, Herd herd) {
        Poll.require("all links are open", OPENING_MAX, () -> herd.connected() == herd.links());
        Poll.require(
                "the other node knows them",
                OPENING_MAX,
                () -> PresenceSample.of(other.api(), stage.population().secondFrom())
                        .allConnected());
    }

    /** The small size asks all the time and goes on as soon as nobody is called connected. */
    private static void judgeDead(
            DrillContext context, Stage stage, Node other, Map<String, Object> figures, String how) {
        int devices = stage.population().secondFrom();
        Poll.until(
                TRUTH,
                () -> !context.full()
                        && PresenceSample.of(other.api(), devices, ASKED_IN_OUTAGE)
                                        .connected()
                                == 0);
        PresenceSample sample = PresenceSample.of(other.api(), devices);
        figures.put("false_connected_after_" + how, sample.connected());
        figures.put("said_after_" + how, sample.said());
    }

    private static void outage(DrillContext context, Stage stage, Node other, Herd herd, Map<String, Object> figures) {
        Duration outage = context.full() ? FULL_OUTAGE : OUTAGE;
        context.progress().accept("The database is frozen for " + outage.toSeconds() + " s.");
        long lostBefore = herd.counts().lost();
        stage.postgres().processes().freeze();
        long until = System.nanoTime() + outage.toNanos();
        int falsely = 0;
        try {
            while (System.nanoTime() - until < 0) {
                falsely += disconnected(stage.api(), stage) + disconnected(other.api(), stage);
                Poll.until(Duration.ofSeconds(2), () -> false);
            }
        } finally {
            stage.postgres().processes().thaw();
        }
        figures.put("false_disconnected_in_outage", falsely);
        figures.put("links_lost_in_outage", herd.counts().lost() - lostBefore);
    }

    private static int disconnected(ManagementApi api, Stage stage) {
        return PresenceSample.of(api, stage.population().secondFrom(), ASKED_IN_OUTAGE)
                .disconnected();
    }
}
