package io.holdfast.identity;

import java.time.Instant;
import java.util.List;

/**
 * A device as people see it.
 *
 * @param identityJson the JSON object that it introduced itself with
 * @param authSets oldest first
 */
public record Device(
        DeviceId id, String identityJson, Standing standing, Instant created, Instant updated, List<AuthSet> authSets) {
    public Device {
        authSets = List.copyOf(authSets);
    }
}
