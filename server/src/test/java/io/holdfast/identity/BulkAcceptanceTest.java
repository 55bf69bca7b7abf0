package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.access.Caller;
import io.holdfast.feed.Committed;
import io.holdfast.identity.BulkAcceptance.Outcome;
import io.holdfast.identity.ControlFixture.Enrolled;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.testing.Race;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BulkAcceptanceTest {
    private final ControlFixture fixture = new ControlFixture(MigratedDatabase.fresh());
    private final BulkAcceptance bulk = new BulkAcceptance(fixture.transactions(), fixture.quotas());
    private final Caller caller = fixture.caller();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void only_what_waits_is_let_in() {
        // Given
        Map<Standing, Enrolled> devices = new EnumMap<>(Standing.class);
        for (Standing standing :
                List.of(Standing.PENDING, Standing.ACCEPTED, Standing.REJECTED, Standing.PREAUTHORIZED)) {
            devices.put(standing, fixture.device(caller, standing));
        }
        Caller neighbour = ControlFixture.callerOf(TenantId.random());
        Enrolled elsewhere = fixture.device(neighbour, Standing.PENDING);

        // When
        Committed<Outcome> committed = bulk.acceptWaiting(caller, "r", 100);

        // Then
        assertThat(committed.value()).isEqualTo(new Outcome(1, 0, false));
        assertThat(committed.seq()).isPresent();
        devices.forEach((standing, device) -> assertThat(fixture.standing(caller, device.device()))
                .isEqualTo(standing == Standing.PENDING ? Standing.ACCEPTED : standing));
        assertThat(fixture.standing(neighbour, elsewhere.device())).isEqualTo(Standing.PENDING);
        assertThat(fixture.audited(caller)).isEqualTo(1);
        assertThat(fixture.countIsTrue(caller)).isTrue();
    }

    @Test
    void where_several_keys_claim_one_identity_a_person_has_to_look() {
        Enrolled claimed = fixture.device(caller, Standing.PENDING);
        fixture.set(caller, claimed.device(), Standing.PENDING);
        Enrolled plain = fixture.device(caller, Standing.PENDING);
        fixture.set(caller, plain.device(), Standing.REJECTED);

        Committed<Outcome> committed = bulk.acceptWaiting(caller, "r", 100);

        assertThat(committed.value()).isEqualTo(new Outcome(1, 1, false));
        assertThat(fixture.standing(caller, claimed.device())).isEqualTo(Standing.PENDING);
        assertThat(fixture.standing(caller, plain.device())).isEqualTo(Standing.ACCEPTED);
    }

    @ParameterizedTest
    @CsvSource({
        // limit, accepted before, asked for -> accepted now, the limit is reached
        "-1, 0, 9, 5, false",
        "-1, 0, 2, 2, false",
        "0,  0, 9, 0, true",
        "1,  1, 9, 0, true",
        "3,  1, 9, 2, true",
        "3,  1, 2, 2, false",
        "6,  1, 9, 5, false"
    })
    void no_more_are_let_in_than_the_limit_has_slots(int limit, int before, int asked, int now, boolean reached) {
        // Given
        for (int i = 0; i < before; i++) {
            fixture.device(caller, Standing.ACCEPTED);
        }
        fixture.limit(caller, limit < 0 ? DeviceLimit.unlimited() : DeviceLimit.atMost(limit));
        for (int i = 0; i < 5; i++) {
            fixture.device(caller, Standing.PENDING);
        }

        // When
        Outcome outcome = bulk.acceptWaiting(caller, "r", asked).value();

        // Then
        assertThat(outcome).isEqualTo(new Outcome(now, 5 - now, reached));
        assertThat(fixture.countIsTrue(caller)).isTrue();
    }

    @Test
    void the_longest_waiting_go_first() {
        List<Enrolled> arrived = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            arrived.add(fixture.device(caller, Standing.PENDING));
        }

        bulk.acceptWaiting(caller, "r", 2);

        assertThat(arrived.stream().map(one -> fixture.standing(caller, one.device())))
                .containsExactly(Standing.ACCEPTED, Standing.ACCEPTED, Standing.PENDING, Standing.PENDING);
    }

    @Test
    void bulk_and_single_acceptances_at_once_fill_the_limit_exactly() {
        // Given
        List<Enrolled> waiting = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            waiting.add(fixture.device(caller, Standing.PENDING));
        }
        fixture.limit(caller, DeviceLimit.atMost(25));
        Acceptance single = fixture.acceptance();

        // When
        Race.run(40, i -> {
            Enrolled one = waiting.get(i);
            return i % 2 == 0
                    ? bulk.acceptWaiting(caller, "r", 3).value().accepted()
                    : single.accept(caller, "r", one.device(), one.set()).seq().isPresent() ? 1 : 0;
        });

        // Then
        assertThat(waiting.stream().filter(one -> fixture.standing(caller, one.device()) == Standing.ACCEPTED))
                .hasSize(25);
        assertThat(fixture.countIsTrue(caller)).isTrue();
        assertThat(fixture.audited(caller)).isEqualTo(25);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, BulkAcceptance.DEVICES_MAX + 1})
    void a_call_changes_no_more_than_the_feed_carries(int atMost) {
        assertThatThrownBy(() -> bulk.acceptWaiting(caller, "r", atMost)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void where_nobody_waits_nothing_is_written() {
        Committed<Outcome> committed = bulk.acceptWaiting(caller, "r", 10);

        assertThat(committed.value()).isEqualTo(new Outcome(0, 0, false));
        assertThat(committed.seq()).as("a repeat waits for what stands already").hasValue(0);
        assertThat(fixture.number("select seq from feed_head")).isZero();
        assertThat(fixture.audited(caller)).isZero();
    }
}
