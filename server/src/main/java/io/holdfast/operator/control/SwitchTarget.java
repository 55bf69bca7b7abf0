package io.holdfast.operator.control;

import io.holdfast.tenancy.TenantId;
import java.util.Optional;

/**
 * What is switched off: a tenant, a route, or a tenant's route.
 *
 * @param route one of {@link SwitchedRoutes}; {@code management} covers {@code management/devauth}
 */
public record SwitchTarget(Optional<TenantId> tenant, Optional<String> route) {
    public SwitchTarget {
        if (tenant.isEmpty() && route.isEmpty()) {
            throw new IllegalArgumentException("everything is not switched off here: stop the server");
        }
    }

    /** Whether a request of this tenant on this route is meant. */
    boolean covers(TenantId asking, String asked) {
        return (tenant.isEmpty() || tenant.get().equals(asking)) && covers(asked);
    }

    /** Whether every tenant's requests on this route are meant. */
    boolean coversAll(String asked) {
        return tenant.isEmpty() && covers(asked);
    }

    private boolean covers(String asked) {
        if (route.isEmpty()) {
            return true;
        }
        String off = route.get();
        return asked.startsWith(off) && (asked.length() == off.length() || asked.charAt(off.length()) == '/');
    }

    @Override
    public String toString() {
        return route.orElse("every route")
                + tenant.map(it -> " of tenant " + it).orElse(" of every tenant");
    }
}
