package io.holdfast.gateway.command;

import io.holdfast.identity.DeviceId;
import java.time.Instant;
import java.util.Optional;

/**
 * A command as people see it.
 *
 * @param expires it is not sent after this
 * @param ended when it was answered, expired or was cancelled
 * @param failed whether the device said that it could not do it
 * @param answer the device's own words where it failed
 */
public record DeviceCommand(
        CommandId id,
        DeviceId device,
        CommandKind kind,
        CommandState state,
        Instant created,
        Instant expires,
        Optional<Instant> sent,
        Optional<Instant> ended,
        boolean failed,
        String answer) {}
