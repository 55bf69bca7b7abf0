package io.holdfast.api.mender.device;

import io.holdfast.config.UnchangedConfiguration;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.intake.Intake;
import io.holdfast.edge.intake.ReportOutcome;
import io.holdfast.identity.DeviceRef;
import io.holdfast.inventory.DeviceInventory;
import io.holdfast.inventory.UnchangedInventory;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.PollFacts;
import io.holdfast.wire.mender.Configuration;
import io.holdfast.wire.mender.DeploymentLog;
import io.holdfast.wire.mender.InventoryReport;
import io.holdfast.wire.mender.StatusReport;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What devices report. Each answer is sent when the report is durable, and not before. */
final class ReportRoutes {
    private static final Logger log = LoggerFactory.getLogger(ReportRoutes.class);
    private static final Duration FAULT_RETRY = Duration.ofSeconds(30);

    /** A client at debug level sends 11 KB; of more than 1 MiB of text the middle is cut out with a mark. */
    private static final int LOG_TEXT_MAX = 1 << 20;

    /** The JSON around the text may double it. Of a longer body the ends are kept unread: a log is never lost for its length. */
    private static final int LOG_BODY_MAX = 4 << 20;

    private static final String GONE = "device.gone";
    private static final String GONE_SENTENCE = "the device is not known any more";

    private final Intake intake;
    private final PollFacts facts;
    private final UnchangedInventory unchanged;
    private final UnchangedConfiguration unchangedConfiguration;

    ReportRoutes(Intake intake, FleetImage image, PollFacts facts) {
        this.intake = intake;
        this.facts = facts;
        this.unchanged = new UnchangedInventory(image);
        this.unchangedConfiguration = new UnchangedConfiguration(image);
    }

    void status(DeviceExchange exchange, ImageDevice device, DeploymentId deployment) {
        BodyReader.read(exchange, StatusReport.MAX_BYTES, body -> {
            StatusReport report = StatusReport.parse(body);
            if (report.status().finished()) {
                facts.settled(device, deployment);
            }
            answer(
                    exchange,
                    intake.status(ref(device), deployment, report, exchange.loop()),
                    ReportRoutes::ofDeployment);
        });
    }

    void log(DeviceExchange exchange, ImageDevice device, DeploymentId deployment) {
        BodyReader.readOrEnds(
                exchange,
                LOG_BODY_MAX,
                LOG_TEXT_MAX / 4,
                body -> log(exchange, device, deployment, DeploymentLog.parse(body, LOG_TEXT_MAX)),
                (head, tail, length) -> log(exchange, device, deployment, DeploymentLog.ofEnds(head, tail, length)));
    }

    private void log(DeviceExchange exchange, ImageDevice device, DeploymentId deployment, DeploymentLog sent) {
        answer(exchange, intake.log(ref(device), deployment, sent, exchange.loop()), ReportRoutes::ofDeployment);
    }

    /** {@code PUT}: everything the device says of itself. */
    void inventory(DeviceExchange exchange, ImageDevice device) {
        inventory(exchange, device, DeviceInventory.Extent.WHOLE);
    }

    /** {@code PATCH}, as clients before 3.0 send it: what is named changes, the rest stays. */
    void inventoryPart(DeviceExchange exchange, ImageDevice device) {
        inventory(exchange, device, DeviceInventory.Extent.PART);
    }

    private void inventory(DeviceExchange exchange, ImageDevice device, DeviceInventory.Extent extent) {
        BodyReader.read(exchange, InventoryReport.MAX_BYTES, body -> {
            InventoryReport report = InventoryReport.parse(body);
            // The whole that is on record is no part's news either.
            if (unchanged.holds(device, report)) {
                exchange.empty(200);
                return;
            }
            answer(exchange, intake.inventory(ref(device), report, extent, exchange.loop()), ReportRoutes::ofDevice);
        });
    }

    /** {@code PUT}: all that the device is configured to. */
    void configuration(DeviceExchange exchange, ImageDevice device) {
        BodyReader.read(exchange, Configuration.MAX_BYTES, body -> {
            Configuration reported = Configuration.parse(body);
            if (unchangedConfiguration.holds(device, reported)) {
                exchange.empty(204);
                return;
            }
            answer(
                    exchange,
                    intake.configuration(ref(device), reported, exchange.loop()),
                    ReportRoutes::ofConfiguration);
        });
    }

    private static void answer(
            DeviceExchange exchange,
            CompletionStage<ReportOutcome> stage,
            BiConsumer<DeviceExchange, ReportOutcome> then) {
        stage.whenComplete((outcome, fault) -> exchange.attempt(() -> {
            if (fault == null) {
                then.accept(exchange, outcome);
            } else {
                log.atError().setCause(fault).log("taking in a report failed");
                exchange.comeBack("server.fault", FAULT_RETRY);
            }
        }));
    }

    private static void ofDeployment(DeviceExchange exchange, ReportOutcome outcome) {
        answer(exchange, outcome, 204, "deployment.unknown", "no such deployment for this device");
    }

    private static void ofDevice(DeviceExchange exchange, ReportOutcome outcome) {
        answer(exchange, outcome, 200, GONE, GONE_SENTENCE);
    }

    private static void ofConfiguration(DeviceExchange exchange, ReportOutcome outcome) {
        answer(exchange, outcome, 204, GONE, GONE_SENTENCE);
    }

    private static void answer(
            DeviceExchange exchange, ReportOutcome outcome, int taken, String goneCode, String goneSentence) {
        switch (outcome) {
            case ReportOutcome.Recorded ignored -> exchange.empty(taken);
            case ReportOutcome.Unchanged ignored -> exchange.empty(taken);
            case ReportOutcome.Journaled ignored -> exchange.empty(taken);
            case ReportOutcome.Aborted ignored ->
                exchange.refuse(409, "deployment.aborted", "the deployment was aborted");
            case ReportOutcome.Finished ignored ->
                exchange.refuse(409, "deployment.finished", "the deployment is finished for this device");
            case ReportOutcome.Gone ignored -> exchange.refuse(404, goneCode, goneSentence);
            case ReportOutcome.Poisoned ignored ->
                exchange.refuse(400, "report.not-storable", "the report cannot be stored");
            case ReportOutcome.Busy busy -> exchange.comeBack("report.busy", busy.retryAfter());
            case ReportOutcome.Unavailable away -> exchange.comeBack("report.not-durable", away.retryAfter());
        }
    }

    private static DeviceRef ref(ImageDevice device) {
        return new DeviceRef(device.tenant(), device.id());
    }
}
