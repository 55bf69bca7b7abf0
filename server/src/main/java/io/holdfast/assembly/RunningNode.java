package io.holdfast.assembly;

import io.holdfast.access.SetupLink;
import io.holdfast.api.Route;
import io.holdfast.api.ops.ConditionRoutes;
import io.holdfast.api.ops.Conditions;
import io.holdfast.api.ops.DiskPulse;
import io.holdfast.api.ops.HealthRoutes;
import io.holdfast.api.ops.ImageRoutes;
import io.holdfast.api.ops.OpsRoutes;
import io.holdfast.api.ops.OpsServer;
import io.holdfast.api.ops.OpsToken;
import io.holdfast.api.ops.Pulse;
import io.holdfast.api.ops.SelfCheckRoutes;
import io.holdfast.cli.RunningServer;
import io.holdfast.edge.admission.Admission;
import io.holdfast.edge.admission.Door;
import io.holdfast.edge.admission.DoorLimits;
import io.holdfast.edge.admission.DoorTransport;
import io.holdfast.edge.check.NodeExamination;
import io.holdfast.edge.check.SelfCheck;
import io.holdfast.edge.feed.ImageCheck;
import io.holdfast.edge.feed.NodeIdentity;
import io.holdfast.edge.feed.SameHistory;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageRoom;
import io.holdfast.edge.intake.Intake;
import io.holdfast.edge.intake.ReportNumbers;
import io.holdfast.edge.salvage.ReadoptionRounds;
import io.holdfast.edge.store.LocalStore;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.gateway.command.CommandDelivery;
import io.holdfast.gateway.command.Commands;
import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.identity.Readoption;
import io.holdfast.identity.RefusalsAgain;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.config.JournalConfig;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.database.FailoverLoss;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.http.PublicAddress;
import io.holdfast.platform.http.UnreadableCounters;
import io.holdfast.platform.http.VertxSetup;
import io.holdfast.platform.metrics.Metrics;
import io.holdfast.platform.startup.ConnectionBudget;
import io.holdfast.platform.startup.StartRefused;
import io.holdfast.platform.tls.DomainTls;
import io.holdfast.platform.tls.TlsFiles;
import io.holdfast.platform.tls.TlsMaterial;
import io.holdfast.platform.tls.TlsReload;
import io.holdfast.release.BlobSweep;
import io.holdfast.rollout.CompletionRounds;
import io.holdfast.rollout.DeploymentCompletion;
import io.holdfast.rollout.FailureCounts;
import io.holdfast.rollout.FailureHold;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.tenancy.DeviceQuota;
import io.holdfast.web.WebPages;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node, from its data directory to its open ports, put together top down and taken down bottom up. */
public final class RunningNode implements RunningServer {
    private static final Logger log = LoggerFactory.getLogger(RunningNode.class);

    /** A first start unpacks PostgreSQL, makes the cluster and the schema: 4 s here, a minute on a slow disk. */
    private static final Duration FIRST_START_MAX = Duration.ofMinutes(15);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Clock clock = Clock.system();
    private final Dice dice = Dice.secure();
    private final Gate gate;
    private final OpsServer ops;
    private final ServerConfig config;
    private final SelfCheck selfCheck;
    private volatile Optional<URI> setupLink = Optional.empty();
    private final NodeImage image;
    private final List<Route> routes;
    private final DeviceSessions sessions;
    private final CompletableFuture<RuntimeException> unfit = new CompletableFuture<>();

    /** Starts a node and returns when it is ready. Throws {@link StartRefused} for what an operator can remove. */
    public static RunningNode start(ServerConfig config, Consumer<String> progress) {
        return start(config, progress, ImageRoom.inHeap(Runtime.getRuntime().maxMemory()));
    }

    /** As {@link #start(ServerConfig, Consumer)}, with room for so many devices instead of what this process's heap holds. */
    public static RunningNode start(ServerConfig config, Consumer<String> progress, ImageRoom room) {
        return new RunningNode(config, progress, room);
    }

    private RunningNode(ServerConfig config, Consumer<String> progress, ImageRoom room) {
        this.config = config;
        try {
            Node node = keep(Node.claim(config));
            ConnectionBudget budget = StartChecks.of(config);
            Metrics metrics = keep(Metrics.withJvm());
            Door entrance = new Door(
                    DoorLimits.of(budget.connections(), Runtime.getRuntime().availableProcessors()),
                    metrics.registry());
            Vertx vertx = Vertx.builder()
                    .with(VertxSetup.options())
                    .withTransport(new DoorTransport(entrance))
                    .build();
            keep(() -> vertx.close().await());
            TlsFiles tls = TlsFiles.of(config.tls(), config.data(), config.publicUrl(), clock);
            TlsMaterial material = TlsMaterial.read(tls);
            PublicAddress address = new PublicAddress(
                    config.publicUrl(),
                    URI.create("https://localhost:" + config.listen().https().number()));

            DatabasePlane database = keep(DatabasePlane.to(config, progress));
            LocalStore store = keep(store(config.journal(), node.folder("node"), dice));
            if (store.boot() == 1) {
                // Nothing is known yet, so nothing is delayed by it.
                database.start();
            }
            NodeIdentity identity = new NodeIdentity(store.nodeId(), dice.uuid(), version());
            image = keep(NodeImage.follow(store, clock, dice, node.master(), identity, database.feed(), room));
            keep(store.sight().start());
            FleetTransactions transactions = new FleetTransactions(
                    new Transactions(new SameHistory(PeoplesDatabase.of(database, clock, metrics), image.image())),
                    image::nudge);
            CohortPlane cohorts = keep(CohortPlane.over(
                    image,
                    store,
                    new FleetTransactions(
                            new Transactions(new SameHistory(database.operator(), image.image())), image::nudge),
                    clock,
                    dice));
            Conditions conditions = new Conditions(clock);
            OpsToken token = OpsToken.in(config.data(), dice);
            OperatorPlane operator = keep(new OperatorPlane(
                    conditions,
                    database,
                    metrics,
                    clock,
                    config.data(),
                    node.folder("node"),
                    token,
                    new CohortCauses(cohorts.ledger(), image.image())));
            List<Pulse> loops = new CopyOnWriteArrayList<>();
            DiskPulse disk = keep(new DiskPulse(config.data(), clock).start());
            AtomicReference<FrontDoor> door = new AtomicReference<>();
            Optional<DomainTls> hosts = DomainTls.of(config.deviceUrls(), material, config.data(), clock);
            TlsReload reload = new TlsReload(tls, material, hosts);
            gate = keep(new Gate(
                    config.gated(), () -> Objects.requireNonNull(door.get()).open(material, hosts, reload)));
            selfCheck = new SelfCheck(examination(config, database, store, node), clock, gate::decided);
            ops = keep(OpsServer.start(
                    config.ops(),
                    token,
                    opsRoutes(
                            operator,
                            cohorts,
                            new HealthRoutes(
                                    List.of(disk.check(), NodeHealth.turning(loops)),
                                    List.of(NodeHealth.loaded(image), NodeHealth.writable(store), gate.check()),
                                    metrics),
                            new SelfCheckRoutes(selfCheck::verdict),
                            new ConditionRoutes(conditions),
                            new ImageRoutes(image.image()))));

            Cell cell = new Cell(transactions, node.master(), dice);
            FirstStart firstStart = new FirstStart(clock, FIRST_START_MAX);
            if (!image.restored()) {
                database.start();
                database.await(FIRST_START_MAX);
                firstStart.insist(cell::establish);
            }
            DeviceQuota quota = new DeviceQuota(new DeviceLimit.Unlimited());
            CompletionRounds completion =
                    keep(CompletionRounds.start(new DeploymentCompletion(transactions), new FailureHold(transactions)));
            FailureCounts failures = new FailureCounts(image.image(), clock);
            Intake intake = keep(Intake.start(new Intake.Parts(
                    new SameHistory(database.intake(), image.image()),
                    store.journal(),
                    new ReportNumbers(store.nodeId(), store.boot()),
                    clock,
                    image::nudge,
                    completion::targetFinished,
                    failures,
                    quota)));
            DeviceStatements.publish(intake.counters(), metrics);
            NodeGauges.publish(metrics.registry(), image, store, intake.counters());
            keep(Housekeeping.start(new Transactions(database.control())));
            FailoverLoss failover = keep(new FailoverLoss(new Transactions(database.control())).start());
            Firmware firmware = Firmware.in(node.folder("artifacts"), transactions, image.image(), clock);
            keep(BlobSweep.start(firmware.blobs(), transactions, clock));
            Fleet fleet = Fleet.of(transactions, quota, completion, image.image(), clock, store.nodeId());
            ReadoptionRounds lost = keep(ReadoptionRounds.start(
                    store.salvages(clock, dice),
                    image.image(),
                    new Readoption(transactions, quota),
                    new RefusalsAgain(transactions, fleet.acceptance()),
                    clock));
            image.onSalvaged(lost::salvaged);
            NodeConditions.watch(conditions, lost, image, failover, metrics.registry());
            cohorts.watch(conditions, metrics.registry());
            Gateway gateway =
                    keep(Gateway.over(image, identity, new Transactions(database.control()), clock, dice, metrics));
            sessions = gateway.sessions();
            cohorts.follow(gateway.links());
            Admission admission = new Admission(dice);
            AdmissionPlane admissions =
                    keep(AdmissionPlane.over(entrance, gateway.links(), store, clock, dice, metrics));
            DevicePlane devices = keep(new DevicePlane(
                    vertx,
                    clock,
                    dice,
                    metrics,
                    address,
                    image,
                    intake,
                    failures,
                    firmware,
                    lost,
                    gateway.links(),
                    admission,
                    operator.book(),
                    admissions.devices(List.of(operator.switches(), cohorts.check()), List.of(cohorts.costs())),
                    operator.switches()));
            People people = People.of(transactions, image.image(), clock, dice, config.data());
            CommandDelivery delivery = keep(gateway.deliver(
                    image.image(), new Transactions(database.control()), fleet.propagation(), clock, metrics));
            Commands commands = new Commands(transactions, delivery::kick);
            DeviceUrlPlane urls = keep(DeviceUrlPlane.over(
                    config,
                    gateway,
                    image.image(),
                    transactions,
                    new Transactions(database.control()),
                    people.sessions(),
                    address,
                    metrics,
                    clock,
                    dice));
            WebPages pages = Pages.of(
                    transactions,
                    image.image(),
                    people,
                    fleet,
                    firmware,
                    gateway.presences(),
                    commands,
                    urls,
                    material,
                    failover,
                    clock);
            LiveAccess live = keep(LiveAccess.to(gateway, node, image.image(), transactions, people, metrics, clock));
            ControlPlane control = keep(new ControlPlane(
                    transactions,
                    address,
                    fleet,
                    people,
                    firmware,
                    gateway,
                    commands,
                    live,
                    urls,
                    clock,
                    pages,
                    operator.book(),
                    operator.calls()));
            routes = control.routes();
            if (!image.restored()) {
                image.awaitReady(FIRST_START_MAX);
            }
            door.set(keep(new FrontDoor(
                    vertx,
                    config.listen(),
                    entrance,
                    admission,
                    devices.requests(),
                    control.server(),
                    urls.server(),
                    loops,
                    operator.loops(),
                    admissions.node(),
                    new UnreadableCounters(metrics.registry()))));
            operator.measure(new OperatorPlane.Measured(
                    disk::room, database, image.image(), intake, store, entrance, admission, gateway));
            keep(gateway::drain);
            keep(live::sendAway);
            gate.begin();
            if (image.restored() || config.gated()) {
                database.start();
                keep(cell.establishLater(database, () -> prepareSetup(people.setupLink(), progress), unfit::complete));
            } else {
                setupLink = firstStart.insist(
                        () -> people.setupLink().prepare(publicUrl().orElseGet(this::https)));
            }
            keep(selfCheck.start());
        } catch (IOException failed) {
            close();
            throw new StartRefused(
                    "start.data-unwritable",
                    "The data directory cannot be written: " + failed.getMessage() + ".",
                    "Make room or give it to this user.",
                    failed);
        } catch (RuntimeException refused) {
            close();
            throw refused;
        }
    }

    private static List<OpsRoutes> opsRoutes(OperatorPlane operator, CohortPlane cohorts, OpsRoutes... others) {
        return Stream.of(Stream.of(others), cohorts.routes().stream(), operator.routes().stream())
                .flatMap(routes -> routes)
                .toList();
    }

    /** A node that serves already shows the first administrator's way in when the database is there. */
    private void prepareSetup(SetupLink link, Consumer<String> progress) {
        try {
            gate.await();
        } catch (StartRefused | CancellationException closed) {
            // Who waits for the ports is told why; a link through closed ports is nobody's way in.
            return;
        }
        link.prepare(publicUrl().orElseGet(this::https))
                .ifPresent(uri -> progress.accept("set up the first administrator, once: " + uri));
    }

    private NodeExamination examination(ServerConfig config, DatabasePlane database, LocalStore store, Node node) {
        return new NodeExamination(new NodeExamination.Parts(
                database.operator(),
                config.databaseUrl().isEmpty(),
                store,
                image.image(),
                image.seqAtStart(),
                image.counters(),
                new ImageCheck(image.image(), NodeImage.opener(node.master()), clock, dice)));
    }

    private static LocalStore store(JournalConfig journal, Path folder, Dice dice) {
        return switch (journal) {
            // Pages are not full: two thirds of the room are the reports'.
            case JournalConfig.Room room -> LocalStore.open(folder, room.bytes() / 3 * 2, dice);
            case JournalConfig.Off off -> LocalStore.openWithoutJournal(folder, dice);
        };
    }

    private static String version() {
        return Optional.ofNullable(RunningNode.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void awaitOpen() {
        FrontDoor.Ports ports = gate.await();
    }

    @Override
    public URI https() {
        return bound("https", gate.ports().https());
    }

    @Override
    public Optional<URI> publicUrl() {
        return config.publicUrl();
    }

    private URI bound(String scheme, int port) {
        return URI.create(scheme + "://" + config.listen().reachedAt() + ":" + port);
    }

    @Override
    public Optional<URI> http() {
        return gate.ports().http().map(port -> bound("http", port));
    }

    @Override
    public URI ops() {
        return ops.url();
    }

    @Override
    public Optional<URI> setupLink() {
        return setupLink;
    }

    /** What this node answers devices from; for audits. */
    public FleetImage image() {
        return image.image();
    }

    /** Where sessions with this node's devices are opened. */
    public DeviceSessions sessions() {
        return sessions;
    }

    /** Every call that people and programs can make. */
    public List<Route> routes() {
        return routes;
    }

    @Override
    public RuntimeException awaitUnfit() throws InterruptedException {
        try {
            return unfit.get();
        } catch (ExecutionException never) {
            throw new IllegalStateException("nothing completes it with a failure", never);
        }
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception failed) {
                log.atWarn().setCause(failed).log("a part did not stop cleanly");
            }
        }
    }
}
