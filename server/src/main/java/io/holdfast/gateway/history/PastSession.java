package io.holdfast.gateway.history;

import io.holdfast.access.UserId;
import io.holdfast.identity.DeviceId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A session on record.
 *
 * @param ended absent while it runs, and for good where its node died
 */
public record PastSession(
        UUID id,
        SessionKind kind,
        UserId user,
        DeviceId device,
        String from,
        Instant started,
        Optional<Instant> ended,
        String cause,
        long bytesToDevice,
        long bytesFromDevice,
        Optional<Recorded> recording) {}
