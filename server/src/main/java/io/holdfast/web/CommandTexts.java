package io.holdfast.web;

import io.holdfast.gateway.command.CommandKind;
import io.holdfast.gateway.command.CommandState;
import io.holdfast.gateway.command.DeviceCommand;
import io.holdfast.web.view.Chip;
import io.holdfast.web.view.CommandView;

/** Commands in people's words. */
final class CommandTexts {
    private CommandTexts() {}

    static CommandView view(PageFrame frame, DeviceCommand command) {
        return new CommandView(
                command.id().toString(),
                what(command.kind()),
                chip(command),
                command.state() == CommandState.WAITING,
                frame.when(command.created()),
                frame.when(command.expires()),
                command.answer());
    }

    static String what(CommandKind kind) {
        return switch (kind) {
            case CHECK_UPDATE -> "Check for an update";
            case SEND_INVENTORY -> "Send the inventory";
        };
    }

    static Chip chip(DeviceCommand command) {
        return switch (command.state()) {
            case WAITING -> new Chip("Waits for the device", Chip.Tone.WAITING);
            case SENT -> new Chip("Sent, no answer yet", Chip.Tone.BUSY);
            case ANSWERED -> command.failed() ? new Chip("Failed", Chip.Tone.BAD) : new Chip("Done", Chip.Tone.GOOD);
            case EXPIRED -> new Chip("Expired", Chip.Tone.QUIET);
            case CANCELLED -> new Chip("Cancelled", Chip.Tone.QUIET);
        };
    }
}
