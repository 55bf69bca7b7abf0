package io.holdfast.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.Caller;
import io.holdfast.access.SessionId;
import io.holdfast.access.UserId;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.Race;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A node's places for people's connections, of several tenants. */
class ConnectionPlacesTest {
    private final ConnectionPlaces places = new ConnectionPlaces();

    private static Caller somebody(TenantId tenant) {
        return new Caller(tenant, UserId.random(), SessionId.random());
    }

    private static Optional<DeviceRef> some(TenantId tenant) {
        return Optional.of(new DeviceRef(tenant, DeviceId.random()));
    }

    private int takeAll(TenantId tenant) {
        int taken = 0;
        while (places.enter(somebody(tenant), some(tenant))) {
            taken++;
        }
        return taken;
    }

    @Test
    void one_tenant_leaves_a_quarter_of_the_node_and_the_next_finds_places() {
        assertThat(takeAll(TenantId.random())).isEqualTo(PersonConnections.MAX / 4 * 3);
        assertThat(takeAll(TenantId.random())).isEqualTo(375);
        assertThat(takeAll(TenantId.random())).isEqualTo(93);
        assertThat(takeAll(TenantId.random())).isEqualTo(ConnectionPlaces.TENANT_FLOOR);
        assertThat(takeAll(TenantId.random())).isZero();
    }

    @Test
    void of_two_tenants_that_race_each_gets_its_share_and_no_place_is_given_twice() {
        TenantId one = TenantId.random();
        TenantId other = TenantId.random();

        var taken = Race.run(4, who -> takeAll(who % 2 == 0 ? one : other));

        int ofOne = taken.get(0) + taken.get(2);
        int ofOther = taken.get(1) + taken.get(3);
        assertThat(ofOne + ofOther).isBetween(1_700, PersonConnections.MAX);
        assertThat(ofOne).isBetween(375, 1_500);
        assertThat(ofOther).isBetween(375, 1_500);
    }

    @Test
    void a_place_that_is_given_back_is_there_again() {
        TenantId tenant = TenantId.random();
        Caller person = somebody(tenant);
        for (int i = 0; i < PersonConnections.PER_USER_MAX; i++) {
            assertThat(places.enter(person, some(tenant))).isTrue();
        }
        Optional<DeviceRef> device = some(tenant);
        assertThat(places.enter(person, device)).isFalse();
        assertThat(places.enter(person, Optional.empty())).isFalse();

        places.leave(person, Optional.empty());

        assertThat(places.enter(person, device)).isTrue();
        assertThat(places.room(person, device)).isFalse();
    }

    @Test
    void who_only_watches_takes_none_of_the_device_s_places() {
        TenantId tenant = TenantId.random();
        Optional<DeviceRef> device = some(tenant);
        for (int i = 0; i < PersonConnections.PER_DEVICE_MAX; i++) {
            assertThat(places.enter(somebody(tenant), device)).isTrue();
        }
        assertThat(places.room(somebody(tenant), device)).isFalse();
        assertThat(places.room(somebody(tenant), Optional.empty())).isTrue();
    }
}
