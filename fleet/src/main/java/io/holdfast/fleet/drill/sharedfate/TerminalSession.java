package io.holdfast.fleet.drill.sharedfate;

import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkMessage;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** A person at a terminal, as mender-cli opens one. */
final class TerminalSession extends EchoSession {
    TerminalSession(ManagementApi api, UUID device) {
        super(api, device);
    }

    @Override
    LinkMessage opening() {
        return new ShellMessage.New(Optional.of(new TerminalSize(24, 80)), "");
    }

    @Override
    void heard(FromDevice said) {
        if (said instanceof ShellMessage.Started) {
            ready();
        } else if (said instanceof ShellMessage.Data) {
            echoed();
        }
    }

    @Override
    LinkMessage piece() {
        return ShellMessage.Data.of(Payload.of("uptime\n".getBytes(StandardCharsets.US_ASCII)));
    }
}
