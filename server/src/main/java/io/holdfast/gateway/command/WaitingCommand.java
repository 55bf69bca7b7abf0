package io.holdfast.gateway.command;

import io.holdfast.identity.DeviceRef;
import java.util.OptionalLong;

/**
 * A command that waits for its device, as every node holds it in memory.
 *
 * @param cause the feed's number of what caused it, for the first second: nodes that may be asked next should have applied it
 */
record WaitingCommand(CommandId id, DeviceRef device, CommandKind kind, OptionalLong cause) {}
