package io.holdfast.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChangedThingsTest {
    private final FeedCounters counters = new FeedCounters();
    private final UUID tenant = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();
    private final UUID id = UUID.randomUUID();

    @Test
    void each_thing_is_named_once_for_its_tenant_however_often_rows_name_it() {
        ChangedThings things = of(
                List.of(named("device", tenant), named("device", tenant), named("deployment", tenant)),
                List.of(named("device", other), named("device", tenant), named("tenant", tenant), named("keys", id)));

        assertThat(things.devices()).containsOnlyKeys(new TenantId(tenant), new TenantId(other));
        assertThat(things.devices().get(new TenantId(tenant))).containsExactly(new DeviceId(id));
        assertThat(things.deployments().get(new TenantId(tenant))).containsExactly(new DeploymentId(id));
        assertThat(things.tenants()).containsExactly(new TenantId(tenant));
        assertThat(things.keys()).isTrue();
        assertThat(things.isEmpty()).isFalse();
    }

    @Test
    void kinds_of_a_later_version_are_counted_and_passed_over() {
        ChangedThings things = of(List.of(named("terminal", tenant), named("DEVICE", tenant), named("", tenant)));

        assertThat(things.isEmpty()).isTrue();
        assertThat(counters.unknownKinds()).isEqualTo(3);
    }

    @Test
    void nothing_is_nothing() {
        assertThat(of().isEmpty()).isTrue();
        assertThat(of(List.of()).isEmpty()).isTrue();
        for (String kind : List.of("device", "deployment", "tenant", "keys")) {
            assertThat(of(List.of(named(kind, tenant))).isEmpty()).as(kind).isFalse();
        }
        assertThat(counters.unknownKinds()).isZero();
    }

    @SafeVarargs
    private ChangedThings of(List<FeedRow.Named>... rows) {
        List<FeedRow> log = new java.util.ArrayList<>();
        for (List<FeedRow.Named> changes : rows) {
            log.add(new FeedRow(log.size() + 1, UUID.randomUUID(), changes));
        }
        return ChangedThings.of(log, counters);
    }

    private FeedRow.Named named(String kind, UUID of) {
        return new FeedRow.Named(kind, of, id);
    }
}
