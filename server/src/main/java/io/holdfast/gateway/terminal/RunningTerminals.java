package io.holdfast.gateway.terminal;

import io.holdfast.tenancy.TenantId;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The terminals that run on this node, by their sessions; as many as people have connections. Safe from any thread. */
public final class RunningTerminals {
    private final Map<UUID, Audience> audiences = new ConcurrentHashMap<>();

    void began(Audience audience) {
        audiences.put(audience.session().id(), audience);
    }

    void ended(Audience audience) {
        audiences.remove(audience.session().id(), audience);
    }

    /** Who watches the tenant's terminal of this session, if it runs here. */
    public Optional<Audience> find(TenantId tenant, UUID session) {
        return Optional.ofNullable(audiences.get(session))
                .filter(audience -> audience.session().caller().tenant().equals(tenant));
    }
}
