package io.holdfast.gateway.session;

import io.holdfast.tenancy.TenantId;

/**
 * In whose name a session is opened: a person of the device's tenant, or a service of the server itself.
 *
 * @param name a user's id, or a service's name; at most 64 characters; the device's log shows it
 */
public record SessionOwner(TenantId tenant, String name) {
    private static final int NAME_CHARS_MAX = 64;

    public SessionOwner {
        if (name.isEmpty() || name.length() > NAME_CHARS_MAX) {
            throw new IllegalArgumentException("an owner's name has 1 to 64 characters");
        }
    }
}
