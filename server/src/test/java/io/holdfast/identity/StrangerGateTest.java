package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.StrangerGate.Lacking;
import io.holdfast.identity.VerificationLane.Load;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.http.ClientNetwork;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrangerGateTest {
    private static final ClientNetwork HERE = ClientNetwork.of("192.0.2.1");

    private final ManualClock clock = new ManualClock();
    private final StrangerGate gate = new StrangerGate(clock, Dice.seeded(1));
    private final TenantId tenant = TenantId.random();

    private boolean in(TenantId who, ClientNetwork from, Load load) {
        return gate.ask(who, from, load).isEmpty();
    }

    private static ClientNetwork address(int number) {
        return ClientNetwork.of("10.0." + number / 256 + "." + number % 256);
    }

    private void emptyTenant() {
        for (int i = 0; i < StrangerGate.PER_TENANT.burst(); i++) {
            assertThat(in(tenant, address(i), Load.IDLE)).isTrue();
        }
    }

    private void emptyAddress() {
        for (int i = 0; i < StrangerGate.PER_ADDRESS.burst(); i++) {
            assertThat(in(TenantId.random(), HERE, Load.IDLE)).isTrue();
        }
    }

    @ParameterizedTest(name = "tenant has tokens: {0}, address has tokens: {1}, lane {2}: let in {3}")
    @CsvSource({
        "true,  true,  IDLE,    true",
        "true,  false, IDLE,    true",
        "false, true,  IDLE,    true",
        "false, false, IDLE,    true",
        "true,  true,  BUSY,    true",
        "true,  false, BUSY,    true",
        "false, true,  BUSY,    true",
        "false, false, BUSY,    false",
        "true,  true,  CROWDED, true",
        "true,  false, CROWDED, false",
        "false, true,  CROWDED, false",
        "false, false, CROWDED, false",
    })
    void who_lacks_tokens_is_put_off_the_sooner_the_more_waits(
            boolean ofTenant, boolean ofAddress, Load load, boolean letIn) {
        // Given
        if (!ofTenant) {
            emptyTenant();
        }
        if (!ofAddress) {
            emptyAddress();
        }
        long before = gate.letIn();

        // When
        boolean in = in(tenant, HERE, load);

        // Then
        assertThat(in).isEqualTo(letIn);
        assertThat(gate.letIn() - before).isEqualTo(letIn ? 1 : 0);
        Lacking lacking = ofTenant ? Lacking.ADDRESS : ofAddress ? Lacking.TENANT : Lacking.BOTH;
        for (Lacking each : Lacking.values()) {
            assertThat(gate.putOff(each)).isEqualTo(!letIn && each == lacking ? 1 : 0);
        }
    }

    @Test
    void a_tenants_tokens_and_an_addresss_come_back_with_time() {
        emptyTenant();
        emptyAddress();
        assertThat(in(tenant, HERE, Load.CROWDED)).isFalse();

        clock.advance(StrangerGate.PER_TENANT.every());
        assertThat(in(tenant, HERE, Load.CROWDED)).isFalse();
        assertThat(in(tenant, HERE, Load.BUSY)).isTrue();

        clock.advance(StrangerGate.PER_ADDRESS.every());
        assertThat(in(tenant, HERE, Load.CROWDED)).isTrue();
        assertThat(in(tenant, HERE, Load.CROWDED)).isFalse();
    }

    @Test
    void who_is_put_off_pays_nothing() {
        // Given: this tenant's tokens are there, the address's are not
        emptyAddress();

        // When
        for (int i = 0; i < 10 * StrangerGate.PER_TENANT.burst(); i++) {
            assertThat(in(tenant, HERE, Load.CROWDED)).isFalse();
        }

        // Then
        assertThat(in(tenant, ClientNetwork.of("198.51.100.7"), Load.CROWDED)).isTrue();
    }

    @Test
    void a_factory_behind_one_address_that_enrols_a_thousand_a_minute_is_let_in_however_crowded_it_is() {
        for (int i = 0; i < 3_000; i++) {
            assertThat(in(tenant, HERE, Load.CROWDED)).isTrue();
            clock.advance(Duration.ofMillis(60));
        }
    }

    @Test
    void who_is_put_off_is_told_times_of_5_to_15_seconds_each_another() {
        emptyTenant();
        emptyAddress();
        Set<Duration> times = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Duration wait = gate.ask(tenant, HERE, Load.BUSY).orElseThrow();
            assertThat(wait).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(15));
            times.add(wait);
        }
        assertThat(times).hasSizeGreaterThan(150);
    }
}
