package io.holdfast.gateway.history;

import io.holdfast.access.Caller;
import io.holdfast.gateway.session.DeviceSession;
import io.holdfast.gateway.session.SessionOwner;
import io.holdfast.identity.DeviceRef;
import java.util.UUID;

/**
 * Who came to which device.
 *
 * @param from the person's network address
 */
public record Access(Caller caller, DeviceRef device, String from, String requestId) {

    /** In whose name sessions are opened. */
    public SessionOwner owner() {
        return new SessionOwner(caller.tenant(), caller.user().toString());
    }

    /** A session as it is put on record. */
    public LiveSession session(SessionKind kind, DeviceSession session) {
        return new LiveSession(UUID.fromString(session.id()), kind, caller, device.device(), from, requestId);
    }
}
