package io.holdfast.api;

import io.holdfast.tenancy.TenantId;
import java.util.Optional;

/** Whether people's and programs' calls are put off. Asked before a call's work, from memory. */
public interface CallCheck {

    /** Whether everybody's calls of this area are. Asked before the caller is known, which takes the database. */
    boolean offForAll(String area);

    /** Whether this tenant's calls of this area are. */
    boolean off(TenantId tenant, String area);

    /** Puts nobody off. */
    static CallCheck none() {
        return new CallCheck() {
            @Override
            public boolean offForAll(String area) {
                return false;
            }

            @Override
            public boolean off(TenantId tenant, String area) {
                return false;
            }
        };
    }

    /** The tenant of a call, where it is known. */
    static String tag(Optional<TenantId> tenant) {
        return tenant.map(it -> it.toString().replace("-", "")).orElse("");
    }
}
