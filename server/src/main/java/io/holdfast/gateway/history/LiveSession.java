package io.holdfast.gateway.history;

import io.holdfast.access.Caller;
import io.holdfast.identity.DeviceId;
import java.util.UUID;

/**
 * A session that begins.
 *
 * @param id the session's on the device's link too
 * @param from the person's network address
 */
public record LiveSession(UUID id, SessionKind kind, Caller caller, DeviceId device, String from, String requestId) {}
