package io.holdfast.web;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.gateway.command.CommandId;
import io.holdfast.gateway.command.CommandKind;
import io.holdfast.gateway.command.Commands;
import io.holdfast.gateway.command.Commands.CancelOutcome;
import io.holdfast.gateway.command.Commands.QueueOutcome;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.web.view.Notice;
import java.util.List;

/** Telling a device what to do, now or when it is back, and taking that back. */
final class DeviceCommandDeeds {
    private static final BodyRule FORM = new BodyRule.AtMost(4 * 1024);
    private static final String COMMANDS = "/devices/{id}/commands";

    private static final Refusal NOT_ACCEPTED = Refusal.unprocessable(
            "command.device-not-accepted", "Only an accepted device can be told anything. Accept it first.");
    private static final Refusal TOO_MANY = Refusal.conflict(
            "command.too-many", "As many commands wait as there may be. Cancel some, or wait for some to be sent.");
    private static final Refusal NO_KIND = Refusal.badRequest("command.kind-unknown", "There is no such command.");
    private static final Refusal UNKNOWN = Refusal.notFound("command.unknown", "There is no such command.");

    private final PageFrame frame;
    private final Commands commands;

    DeviceCommandDeeds(PageFrame frame, Commands commands) {
        this.frame = frame;
        this.commands = commands;
    }

    List<Route> routes() {
        return List.of(
                Route.post(COMMANDS, Policy.PAGE, FORM, this::queue),
                Route.post(COMMANDS + "/{command}/cancel", Policy.PAGE, FORM, this::cancel));
    }

    private Reply queue(Call call) {
        frame.tokens().require(call);
        CommandKind kind = call.form("command").flatMap(CommandKind::ofWord).orElseThrow(NO_KIND::exception);
        DeviceId device = device(call);
        return switch (commands.queue(call.caller(), call.requestId(), device, kind, Commands.LIFE)) {
            case QueueOutcome.Queued ignored -> frame.done(page(device), Notice.COMMAND_QUEUED);
            case QueueOutcome.WaitsAlready ignored -> frame.done(page(device), Notice.COMMAND_QUEUED);
            case QueueOutcome.UnknownDevice ignored -> Reply.refused(DevicePages.UNKNOWN);
            case QueueOutcome.NotAccepted ignored -> Reply.refused(NOT_ACCEPTED);
            case QueueOutcome.TooMany ignored -> Reply.refused(TOO_MANY);
        };
    }

    private Reply cancel(Call call) {
        frame.tokens().require(call);
        DeviceId device = device(call);
        CommandId command = CommandId.parse(call.parameter("command")).orElseThrow(UNKNOWN::exception);
        return switch (commands.cancel(call.caller(), call.requestId(), device, command)) {
            case CancelOutcome.Cancelled ignored -> frame.done(page(device), Notice.COMMAND_CANCELLED);
            case CancelOutcome.TooLate ignored -> frame.done(page(device), Notice.COMMAND_NOT_WAITING);
            case CancelOutcome.Unknown ignored -> Reply.refused(UNKNOWN);
        };
    }

    private static String page(DeviceId device) {
        return "/devices/" + device;
    }

    private static DeviceId device(Call call) {
        return DeviceId.parse(call.parameter("id")).orElseThrow(DevicePages.UNKNOWN::exception);
    }
}
