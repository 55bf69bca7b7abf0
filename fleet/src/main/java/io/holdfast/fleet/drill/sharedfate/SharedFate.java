package io.holdfast.fleet.drill.sharedfate;

import io.holdfast.fleet.drill.Drill;
import io.holdfast.fleet.drill.DrillCard;
import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.DrillResult;
import io.holdfast.fleet.drill.Expected;
import io.holdfast.fleet.drill.stage.Stage;
import io.holdfast.fleet.link.EchoAgent;
import io.holdfast.fleet.link.Herd;
import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.seed.SeededIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/** Terminals and tunnels are open while the database dies and callers take every thread of the control plane. */
public final class SharedFate implements Drill {
    private static final int LINKS = 300;
    private static final int FULL_LINKS = 18_000;
    private static final int TERMINALS = 20;
    private static final int TUNNELS = 10;
    private static final Duration OPENING_MAX = Duration.ofMinutes(2);
    private static final Duration ECHO_MAX = Duration.ofSeconds(20);
    private static final Duration FAULT = Duration.ofSeconds(12);
    private static final Duration FULL_FAULT = Duration.ofMinutes(5);
    private static final Duration PROD_EVERY = Duration.ofMillis(200);

    private static final DrillCard CARD = DrillCard.of(
            34,
            "shared-fate",
            "The database dies and callers take every thread of the control plane: open terminals and tunnels go on, none drops, and each"
                    + " key is answered within 2 s.",
            """
            Remote shells and public addresses of devices asked the platform's API for each new connection, and shared its servers. When \
            the API was in trouble, people could not reach the devices to see what was wrong with them.""",
            Expected.none("sessions_dropped"),
            Expected.none("links_lost"),
            Expected.inTime("echo_max_ms", 2_000),
            Expected.atLeast("least_echoes", 1),
            Expected.none("agent_deaths"),
            Expected.isTrue("control_plane_was_lost"));

    @Override
    public DrillCard card() {
        return CARD;
    }

    @Override
    public DrillResult run(DrillContext context) {
        int links = context.full() ? FULL_LINKS : LINKS;
        EchoAgent agent = new EchoAgent();
        List<EchoSession> sessions = new ArrayList<>();
        try (Stage stage = Stage.set(context, links);
                Herd herd = Herd.start(stage.herd().talking(agent))) {
            Poll.require("all links are open", OPENING_MAX, () -> herd.connected() == links);
            context.progress().accept("Opening " + TERMINALS + " terminals and " + TUNNELS + " tunnels.");
            open(stage, sessions);
            awaitEchoes(sessions);
            long lostBefore = herd.counts().lost();
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("links", links);
            figures.put("sessions", sessions.size());
            boolean lost = withoutControlPlane(context, stage, sessions);
            figures.put(
                    "sessions_dropped",
                    sessions.stream().filter(EchoSession::hasEnded).count());
            figures.put("links_lost", herd.counts().lost() - lostBefore);
            figures.put("echoes", agent.echoed());
            figures.put(
                    "least_echoes",
                    sessions.stream().mapToLong(EchoSession::echoes).min().orElse(0));
            figures.put(
                    "echo_max_ms",
                    sessions.stream()
                            .mapToLong(session -> session.slowest().toMillis())
                            .max()
                            .orElse(0));
            figures.put("agent_deaths", agent.deaths());
            figures.put("control_plane_was_lost", lost);
            return new DrillResult(figures, List.of());
        } finally {
            sessions.forEach(EchoSession::close);
        }
    }

    private static void open(Stage stage, List<EchoSession> sessions) {
        for (int i = 0; i < TERMINALS + TUNNELS; i++) {
            UUID device = SeededIds.device(i);
            EchoSession session =
                    i < TERMINALS ? new TerminalSession(stage.api(), device) : new TunnelSession(stage.api(), device);
            sessions.add(session);
            try {
                session.awaitOpen();
            } catch (CompletionException notOpened) {
                throw new IllegalStateException("session " + i + " did not open", notOpened);
            }
        }
    }

    /** Every session works before anything is broken; what was slow until here does not count. */
    private static void awaitEchoes(List<EchoSession> sessions) {
        boolean all = Poll.until(ECHO_MAX, () -> {
            sessions.forEach(EchoSession::prod);
            return sessions.stream().allMatch(session -> session.echoes() > 0);
        });
        if (!all) {
            throw new IllegalStateException("sessions without an echo: "
                    + sessions.stream().filter(session -> session.echoes() == 0).toList());
        }
        sessions.forEach(EchoSession::forget);
    }

    /** @return whether the control plane was seen to be lost */
    private static boolean withoutControlPlane(DrillContext context, Stage stage, List<EchoSession> sessions) {
        Duration fault = context.full() ? FULL_FAULT : FAULT;
        context.progress()
                .accept("The database dies and callers crowd the control plane for " + fault.toSeconds() + " s.");
        stage.postgres().processes().kill();
        try (Crowd crowd = Crowd.calling(stage.api())) {
            long until = System.nanoTime() + fault.toNanos();
            while (System.nanoTime() - until < 0) {
                sessions.forEach(EchoSession::prod);
                Poll.until(PROD_EVERY, () -> false);
            }
            return crowd.calls() > 0 && crowd.answeredWell() == 0;
        } finally {
            stage.postgres().restart();
        }
    }
}
