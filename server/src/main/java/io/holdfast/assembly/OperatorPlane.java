package io.holdfast.assembly;

import io.holdfast.api.CallCheck;
import io.holdfast.api.ControlServer;
import io.holdfast.api.ops.Conditions;
import io.holdfast.api.ops.OpsRoutes;
import io.holdfast.api.ops.OpsSession;
import io.holdfast.api.ops.OpsToken;
import io.holdfast.api.ops.OverviewRoutes;
import io.holdfast.api.ops.StatementRoutes;
import io.holdfast.api.ops.SwitchRoutes;
import io.holdfast.edge.admission.Admission;
import io.holdfast.edge.admission.Door;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.intake.Intake;
import io.holdfast.edge.store.LocalStore;
import io.holdfast.operator.alarm.Alarm;
import io.holdfast.operator.alarm.Alarms;
import io.holdfast.operator.alarm.Symptoms;
import io.holdfast.operator.blackbox.BlackBox;
import io.holdfast.operator.control.DeedLog;
import io.holdfast.operator.control.KillSwitches;
import io.holdfast.operator.control.SwitchFile;
import io.holdfast.operator.control.SwitchedRoutes;
import io.holdfast.operator.database.DatabaseWatch;
import io.holdfast.operator.database.StatementShedding;
import io.holdfast.operator.figure.DiskRoom;
import io.holdfast.operator.figure.FigureBoard;
import io.holdfast.operator.figure.LoopFigures;
import io.holdfast.operator.figure.MachineFigures;
import io.holdfast.operator.figure.RouteFigures;
import io.holdfast.operator.figure.Sampler;
import io.holdfast.operator.overview.Causes;
import io.holdfast.operator.overview.Overview;
import io.holdfast.operator.overview.Overviews;
import io.holdfast.operator.overview.ThreadTimes;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.metrics.LoopWatch;
import io.holdfast.platform.metrics.Metrics;
import io.holdfast.platform.metrics.RouteBook;
import io.holdfast.platform.metrics.RouteStats;
import io.holdfast.tenancy.TenantId;
import io.holdfast.web.OperatorPages;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What an operator is told of this node. Made before there is anything to measure; measures when the node is whole. */
final class OperatorPlane implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Conditions conditions;
    private final FigureBoard board;
    private final RouteBook book;
    private final List<LoopWatch> loops = new CopyOnWriteArrayList<>();
    private final ThreadTimes threads;
    private final BlackBox box;
    private final Alarms alarms;
    private final DatabaseWatch watch;
    private final Overviews overviews;
    private final KillSwitches switches;
    private final List<OpsRoutes> routes;

    OperatorPlane(
            Conditions conditions,
            DatabasePlane database,
            Metrics metrics,
            Clock clock,
            Path data,
            Path nodeFolder,
            OpsToken token,
            Causes causes) {
        this.conditions = conditions;
        this.board = new FigureBoard(clock);
        this.book = new RouteBook(clock);
        this.threads = new ThreadTimes(clock);
        this.box = BlackBox.start(data, board, book.slow(), threads, clock);
        parts.push(box);
        this.alarms = new Alarms(board, clock, Symptoms.all(), new IntoTheBox());
        this.watch = DatabaseWatch.start(database.operator(), clock);
        parts.push(watch);
        this.overviews = new Overviews(new Overviews.Parts(board, book, watch, causes, threads, this::amiss, clock));
        this.switches = new KillSwitches(new SwitchFile(nodeFolder), clock);
        DeedLog deeds = new DeedLog(data, clock, box::decided);
        SwitchedRoutes names = new SwitchedRoutes(this::areas);
        SwitchRoutes switchRoutes = new SwitchRoutes(switches, names, deeds);
        this.routes = List.of(
                new OverviewRoutes(overviews),
                new OperatorPages(new OpsSession(token, clock), overviews, board, switchRoutes, switches, names, clock),
                switchRoutes,
                new StatementRoutes(
                        watch,
                        new StatementShedding(database.operator(), database::controlSessions),
                        switchRoutes,
                        deeds));
        NodeConditions.watch(conditions, alarms, metrics.registry());
        NodeConditions.watch(conditions, board, clock, metrics.registry());
    }

    /** The log has them too. */
    private final class IntoTheBox implements Alarms.Listener {
        @Override
        public void raised(Alarm alarm) {
            box.decided("alarm.raised", alarm.name(), alarm.sentence());
        }

        @Override
        public void cleared(Alarm alarm) {
            box.decided("alarm.cleared", alarm.name(), "");
        }
    }

    private List<Overview.Amiss> amiss() {
        return conditions.present().stream()
                .map(condition -> new Overview.Amiss(
                        condition.name(),
                        condition.sentence(),
                        condition.since().orElse(Instant.EPOCH),
                        condition.counts()))
                .toList();
    }

    /** Where requests are counted. */
    RouteBook book() {
        return book;
    }

    /** Event loops that turn; to be added to by whoever starts one. */
    List<LoopWatch> loops() {
        return loops;
    }

    List<OpsRoutes> routes() {
        return routes;
    }

    /** Puts off devices whose tenant or route is switched off. */
    KillSwitches switches() {
        return switches;
    }

    /** Puts off people and programs in the same way. */
    CallCheck calls() {
        return new CallCheck() {
            @Override
            public boolean offForAll(String area) {
                return switches.offForAll(SwitchedRoutes.area(area));
            }

            @Override
            public boolean off(TenantId tenant, String area) {
                return switches.off(tenant, SwitchedRoutes.area(area));
            }
        };
    }

    /** Those of the management API, as they are counted. */
    private Stream<String> areas() {
        return book.routes().stream()
                .map(RouteStats::name)
                .filter(name -> name.startsWith(ControlServer.COUNTED_AS))
                .map(name -> name.substring(ControlServer.COUNTED_AS.length()));
    }

    /** What is measured of a whole node. */
    record Measured(
            Supplier<Optional<DiskRoom>> disk,
            DatabasePlane database,
            FleetImage image,
            Intake intake,
            LocalStore store,
            Door door,
            Admission admission,
            Gateway gateway) {}

    /** Begins to measure. */
    void measure(Measured node) {
        LoopFigures.add(board, () -> loops);
        MachineFigures.add(board, node.disk());
        NodeFigures.ofDoor(board, node.door(), node.admission());
        NodeFigures.ofLinks(board, node.gateway());
        NodeFigures.ofIntake(board, node.intake(), node.store());
        NodeFigures.ofPools(board, node.database());
        NodeFigures.ofImage(board, node.image());
        NodeFigures.ofDatabase(board, watch, node.image());
        RouteFigures.add(board, book);
        // Conditions are looked at too, so that since when is known of those which do not know it themselves.
        parts.push(Sampler.start(board, List.of(threads::sampled, alarms::judge, conditions::present, box::sampled)));
    }

    @Override
    public void close() throws Exception {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }
}
