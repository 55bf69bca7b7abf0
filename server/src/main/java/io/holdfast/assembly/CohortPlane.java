package io.holdfast.assembly;

import io.holdfast.api.ops.CohortRoutes;
import io.holdfast.api.ops.Condition;
import io.holdfast.api.ops.Conditions;
import io.holdfast.api.ops.OpsRoutes;
import io.holdfast.api.ops.ValveRoutes;
import io.holdfast.edge.admission.DeviceCheck;
import io.holdfast.edge.admission.DeviceCosts;
import io.holdfast.edge.cohort.CohortFigures;
import io.holdfast.edge.cohort.CohortLedger;
import io.holdfast.edge.cohort.CohortRounds;
import io.holdfast.edge.cohort.LinkedDevices;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.store.LocalStore;
import io.holdfast.edge.valve.NodeValves;
import io.holdfast.edge.valve.SuggestedValve;
import io.holdfast.edge.valve.ValveBoard;
import io.holdfast.edge.valve.ValveDesk;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.gateway.link.CloseCause;
import io.holdfast.gateway.link.DeviceLink;
import io.holdfast.gateway.link.DeviceLinks;
import io.holdfast.gateway.link.LinkListener;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.valve.CellValves;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What each firmware costs this node, and the valves that hold it back. Made before the links are, because operators ask from the
 * first moment, and from the node's own store, because a valve outlives a restart.
 */
final class CohortPlane implements AutoCloseable {
    static final String OUT_OF_LINE = "cohort-out-of-line";

    private final FleetImage image;
    private final Clock clock;
    private final CohortLedger ledger;
    private final ValveBoard board;
    private final ValveDesk desk;
    private final CohortRounds figures;
    private final CohortRounds valves;
    private final CohortRounds wishes;
    private volatile Optional<DeviceLinks> links = Optional.empty();

    private CohortPlane(FleetImage image, LocalStore store, FleetTransactions operator, Clock clock, Dice dice) {
        this.image = image;
        this.clock = clock;
        ledger = new CohortLedger(image, clock, linked(), Runtime.getRuntime().availableProcessors());
        NodeValves node = new NodeValves(store.nodeValves(), image, clock);
        board = new ValveBoard(image, node, clock, dice);
        board.look();
        DatabaseValves cell = new DatabaseValves(new CellValves(operator));
        figures = CohortRounds.start("cohorts", List.of(ledger::look));
        valves = CohortRounds.start("valves", List.of(board::look, this::holdBack));
        // Apart: a database that says nothing must not keep a valve from its links.
        wishes = CohortRounds.start("valves-to-cell", List.of(() -> node.write(cell, Duration.ZERO), board::look));
        desk = new ValveDesk(node, board, cell, valves::hurry);
    }

    /** @param operator by the connections that are reserved for operators */
    static CohortPlane over(NodeImage node, LocalStore store, FleetTransactions operator, Clock clock, Dice dice) {
        CohortPlane plane = new CohortPlane(node.image(), store, operator, clock, dice);
        node.onValvesChanged(plane.valves::hurry);
        return plane;
    }

    private LinkedDevices linked() {
        return visitor -> links.ifPresent(known -> known.eachDevice(visitor));
    }

    private void holdBack() {
        if (board.denies()) {
            links.ifPresent(known -> known.holdBack(board::denied));
        }
    }

    /** Charges what happens on these links, and ends those that a valve denies. */
    void follow(DeviceLinks known) {
        links = Optional.of(known);
        known.listen(new LinkListener() {
            @Override
            public void opened(DeviceLink link) {
                ledger.linkOpened(link.device());
            }

            @Override
            public void message(DeviceLink link, byte[] message) {
                ledger.messageIn(link.device(), message.length);
            }

            @Override
            public void sent(DeviceLink link, int bytes) {
                ledger.messageOut(link.device(), bytes);
            }

            @Override
            public void closed(DeviceLink link, CloseCause cause) {
                ledger.linkClosed(link.device());
            }
        });
    }

    /** Puts off devices that a valve holds back: before anything that costs more. */
    DeviceCheck check() {
        return board;
    }

    CohortLedger ledger() {
        return ledger;
    }

    DeviceCosts costs() {
        return ledger;
    }

    List<OpsRoutes> routes() {
        return List.of(new CohortRoutes(ledger, image), new ValveRoutes(desk, board, image, linked(), clock));
    }

    /** Tells operators of firmware that is out of line. */
    void watch(Conditions conditions, MeterRegistry registry) {
        conditions.watch(OUT_OF_LINE, this::outOfLine);
        NodeConditions.gauge(registry, conditions, OUT_OF_LINE);
        CohortGauges.publish(registry, ledger, board);
    }

    private Optional<Condition> outOfLine() {
        List<CohortFigures> found = ledger.outOfLine();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new Condition(
                        OUT_OF_LINE,
                        found.stream().map(this::sentence).collect(Collectors.joining(" ")),
                        Map.of(
                                "cohorts",
                                (long) found.size(),
                                "devices",
                                found.stream().mapToLong(CohortFigures::devices).sum())));
    }

    private String sentence(CohortFigures figures) {
        return figures.suspicion()
                .map(suspicion -> suspicion.sentence()
                        + SuggestedValve.command(figures.cohort(), suspicion, image)
                                .map(command -> " To slow them: " + command)
                                .orElse(""))
                .orElse("");
    }

    @Override
    public void close() {
        figures.close();
        valves.close();
        wishes.close();
    }
}
