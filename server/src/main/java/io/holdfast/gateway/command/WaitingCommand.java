package io.holdfast.gateway.command;

import io.holdfast.identity.DeviceRef;

/** A command that waits for its device, as every node holds it in memory. */
record WaitingCommand(CommandId id, DeviceRef device, CommandKind kind) {}
