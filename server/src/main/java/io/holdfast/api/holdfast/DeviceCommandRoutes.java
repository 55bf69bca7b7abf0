package io.holdfast.api.holdfast;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Fields;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.gateway.command.CommandId;
import io.holdfast.gateway.command.CommandKind;
import io.holdfast.gateway.command.Commands;
import io.holdfast.gateway.command.Commands.CancelOutcome;
import io.holdfast.gateway.command.Commands.QueueOutcome;
import io.holdfast.gateway.command.DeviceCommand;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.wire.json.MalformedInput;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands to a device that wait until it is there: queued, listed, taken back. */
public final class DeviceCommandRoutes {
    private static final String COMMANDS = "/api/management/v1/holdfast/devices/{id}/commands";
    private static final String COMMAND = "command";
    private static final String EXPIRES_IN = "expires_in_seconds";
    private static final int WORD_CHARS_MAX = 64;

    private static final Refusal UNKNOWN_DEVICE = Refusal.notFound("device.unknown", "there is no such device");
    private static final Refusal UNKNOWN = Refusal.notFound("command.unknown", "there is no such command");

    private final Commands commands;

    public DeviceCommandRoutes(Commands commands) {
        this.commands = commands;
    }

    /** The route table. */
    public List<Route> routes() {
        return List.of(
                Route.get(COMMANDS, Policy.SIGNED_IN, this::list),
                Route.post(COMMANDS, Policy.SIGNED_IN, BodyRule.JSON, this::queue),
                Route.get(COMMANDS + "/{command}", Policy.SIGNED_IN, this::show),
                Route.delete(COMMANDS + "/{command}", Policy.SIGNED_IN, this::cancel));
    }

    /** All that are kept; none for a device that nobody knows. */
    private Reply list(Call call) {
        ArrayNode list = Json.array();
        commands.of(new DeviceRef(call.caller().tenant(), device(call)), Commands.KEPT_MAX).stream()
                .map(DeviceCommandRoutes::json)
                .forEach(list::add);
        return Reply.json(list);
    }

    private Reply queue(Call call) {
        Fields fields = Fields.of(call.body(), Set.of(COMMAND, EXPIRES_IN));
        String word = fields.text(COMMAND, WORD_CHARS_MAX).orElseThrow(() -> MalformedInput.missing(COMMAND));
        CommandKind kind = CommandKind.ofWord(word)
                .orElseThrow(() -> Refusal.badRequest(
                                "command.kind-unknown", "\"command\" must be check_update or send_inventory")
                        .exception());
        DeviceId device = device(call);
        return switch (commands.queue(call.caller(), call.requestId(), device, kind, life(fields))) {
            case QueueOutcome.Queued queued ->
                Reply.created(COMMANDS.replace("{id}", device.toString()) + "/"
                        + queued.command().id());
            case QueueOutcome.WaitsAlready there -> Reply.json(json(there.command()));
            case QueueOutcome.UnknownDevice ignored -> Reply.refused(UNKNOWN_DEVICE);
            case QueueOutcome.NotAccepted ignored ->
                Reply.refused(Refusal.unprocessable(
                        "command.device-not-accepted", "the device is not accepted; accept it first"));
            case QueueOutcome.TooMany ignored ->
                Reply.refused(Refusal.conflict(
                        "command.too-many",
                        Commands.WAITING_MAX + " commands wait already; take some back, or wait for some to be sent"));
        };
    }

    private static Duration life(Fields fields) {
        long seconds = fields.wholeNumber(EXPIRES_IN).orElse(Commands.LIFE.toSeconds());
        if (seconds < Commands.LIFE_MIN.toSeconds() || seconds > Commands.LIFE_MAX.toSeconds()) {
            throw Refusal.badRequest(
                            "command.expiry",
                            "\"" + EXPIRES_IN + "\" is " + Commands.LIFE_MIN.toSeconds() + " to "
                                    + Commands.LIFE_MAX.toSeconds())
                    .exception();
        }
        return Duration.ofSeconds(seconds);
    }

    private Reply show(Call call) {
        DeviceId device = device(call);
        return commands.find(call.caller().tenant(), command(call))
                .filter(found -> found.device().equals(device))
                .map(found -> Reply.json(json(found)))
                .orElseGet(() -> Reply.refused(UNKNOWN));
    }

    private Reply cancel(Call call) {
        return switch (commands.cancel(call.caller(), call.requestId(), device(call), command(call))) {
            case CancelOutcome.Cancelled ignored -> Reply.empty(204);
            case CancelOutcome.Unknown ignored -> Reply.refused(UNKNOWN);
            case CancelOutcome.TooLate late ->
                Reply.refused(Refusal.conflict(
                        "command.not-waiting",
                        "the command does not wait any more: " + late.state().word()));
        };
    }

    private static ObjectNode json(DeviceCommand command) {
        ObjectNode json = Json.object()
                .put("id", command.id().toString())
                .put("device_id", command.device().toString())
                .put(COMMAND, command.kind().word())
                .put("state", command.state().word())
                .put("created", command.created().toString())
                .put("expires", command.expires().toString());
        command.sent().ifPresent(at -> json.put("sent", at.toString()));
        command.ended().ifPresent(at -> json.put("ended", at.toString()));
        return switch (command.state()) {
            case ANSWERED -> json.put("failed", command.failed()).put("answer", command.answer());
            case WAITING, SENT, EXPIRED, CANCELLED -> json;
        };
    }

    private static DeviceId device(Call call) {
        return DeviceId.parse(call.parameter("id")).orElseThrow(UNKNOWN_DEVICE::exception);
    }

    private static CommandId command(Call call) {
        return CommandId.parse(call.parameter("command")).orElseThrow(UNKNOWN::exception);
    }
}
