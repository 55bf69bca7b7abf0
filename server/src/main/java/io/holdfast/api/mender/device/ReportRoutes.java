package io.holdfast.api.mender.device;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.intake.Intake;
import io.holdfast.edge.intake.InventoryOutcome;
import io.holdfast.edge.intake.LogOutcome;
import io.holdfast.edge.intake.StatusOutcome;
import io.holdfast.identity.DeviceRef;
import io.holdfast.inventory.DeviceInventory;
import io.holdfast.inventory.UnchangedInventory;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.PollFacts;
import io.holdfast.wire.mender.DeploymentLog;
import io.holdfast.wire.mender.InventoryReport;
import io.holdfast.wire.mender.StatusReport;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
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

    private final Intake intake;
    private final PollFacts facts;
    private final UnchangedInventory unchanged;

    ReportRoutes(Intake intake, FleetImage image, PollFacts facts) {
        this.intake = intake;
        this.facts = facts;
        this.unchanged = new UnchangedInventory(image);
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
                    outcome -> answerStatus(exchange, outcome));
        });
    }

    private static void answerStatus(DeviceExchange exchange, StatusOutcome outcome) {
        switch (outcome) {
            case StatusOutcome.Recorded ignored -> exchange.empty(204);
            case StatusOutcome.Unchanged ignored -> exchange.empty(204);
            case StatusOutcome.Journaled ignored -> exchange.empty(204);
            case StatusOutcome.Aborted ignored ->
                exchange.refuse(409, "deployment.aborted", "the deployment was aborted");
            case StatusOutcome.Finished ignored ->
                exchange.refuse(409, "deployment.finished", "the deployment is finished for this device");
            case StatusOutcome.Gone ignored ->
                exchange.refuse(404, "deployment.unknown", "no such deployment for this device");
            case StatusOutcome.Poisoned ignored ->
                exchange.refuse(400, "report.not-storable", "the report cannot be stored");
            case StatusOutcome.Busy busy -> exchange.comeBack("report.busy", busy.retryAfter());
            case StatusOutcome.Unavailable away -> exchange.comeBack("report.not-durable", away.retryAfter());
        }
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
        answer(
                exchange,
                intake.log(ref(device), deployment, sent, exchange.loop()),
                outcome -> answerLog(exchange, outcome));
    }

    private static void answerLog(DeviceExchange exchange, LogOutcome outcome) {
        switch (outcome) {
            case LogOutcome.Recorded ignored -> exchange.empty(204);
            case LogOutcome.Journaled ignored -> exchange.empty(204);
            case LogOutcome.Gone ignored ->
                exchange.refuse(404, "deployment.unknown", "no such deployment for this device");
            case LogOutcome.Poisoned ignored ->
                exchange.refuse(400, "report.not-storable", "the report cannot be stored");
            case LogOutcome.Busy busy -> exchange.comeBack("report.busy", busy.retryAfter());
            case LogOutcome.Unavailable away -> exchange.comeBack("report.not-durable", away.retryAfter());
        }
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
            answer(
                    exchange,
                    intake.inventory(ref(device), report, extent, exchange.loop()),
                    outcome -> answerInventory(exchange, outcome));
        });
    }

    private static void answerInventory(DeviceExchange exchange, InventoryOutcome outcome) {
        switch (outcome) {
            case InventoryOutcome.Recorded ignored -> exchange.empty(200);
            case InventoryOutcome.Unchanged ignored -> exchange.empty(200);
            case InventoryOutcome.Journaled ignored -> exchange.empty(200);
            case InventoryOutcome.Gone ignored ->
                exchange.refuse(404, "device.gone", "the device is not known any more");
            case InventoryOutcome.Poisoned ignored ->
                exchange.refuse(400, "report.not-storable", "the report cannot be stored");
            case InventoryOutcome.Busy busy -> exchange.comeBack("report.busy", busy.retryAfter());
            case InventoryOutcome.Unavailable away -> exchange.comeBack("report.not-durable", away.retryAfter());
        }
    }

    private static <T> void answer(DeviceExchange exchange, CompletionStage<T> stage, Consumer<T> then) {
        stage.whenComplete((outcome, fault) -> exchange.attempt(() -> {
            if (fault == null) {
                then.accept(outcome);
            } else {
                log.atError().setCause(fault).log("taking in a report failed");
                exchange.comeBack("server.fault", FAULT_RETRY);
            }
        }));
    }

    private static DeviceRef ref(ImageDevice device) {
        return new DeviceRef(device.tenant(), device.id());
    }
}
