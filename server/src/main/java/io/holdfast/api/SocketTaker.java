package io.holdfast.api;

import io.holdfast.gateway.person.PersonChannel;

/** Takes a WebSocket that has just been opened. Called on its event loop, before its first message. */
@FunctionalInterface
public interface SocketTaker {
    PersonChannel.Receiver take(PersonChannel channel);
}
