package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.Caller;
import io.holdfast.feed.Committed;
import io.holdfast.identity.ControlFixture.Enrolled;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.testing.Race;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AcceptanceTest {
    private final ControlFixture fixture = new ControlFixture(MigratedDatabase.fresh());
    private final Acceptance acceptance = fixture.acceptance();
    private final Caller caller = fixture.caller();

    @AfterEach
    void close() {
        fixture.close();
    }

    private enum Action {
        ACCEPT,
        REJECT,
        SET_PENDING,
        DISMISS,
        REVOKE,
        DECOMMISSION
    }

    /** What an action makes of a device whose only auth set has the standing; its own standing where nothing happens. */
    private static Standing expected(Standing from, Action action) {
        return switch (action) {
            case ACCEPT -> from == Standing.PENDING || from == Standing.REJECTED ? Standing.ACCEPTED : from;
            case REJECT -> from == Standing.PREAUTHORIZED ? from : Standing.REJECTED;
            case SET_PENDING -> from == Standing.PREAUTHORIZED ? from : Standing.PENDING;
            case DISMISS, DECOMMISSION -> Standing.NOAUTH;
            case REVOKE -> from;
        };
    }

    /** The standing in which the action has nothing left to do: its repeat waits for what was done before. */
    private static Standing wanted(Action action) {
        return switch (action) {
            case ACCEPT -> Standing.ACCEPTED;
            case REJECT -> Standing.REJECTED;
            case SET_PENDING -> Standing.PENDING;
            case DISMISS, DECOMMISSION, REVOKE -> Standing.NOAUTH;
        };
    }

    private long head() {
        return fixture.number("select seq from feed_head");
    }

    private Committed<?> act(Caller who, Enrolled device, Action action) {
        return switch (action) {
            case ACCEPT -> acceptance.accept(who, "r", device.device(), device.set());
            case REJECT -> acceptance.reject(who, "r", device.device(), device.set());
            case SET_PENDING -> acceptance.setPending(who, "r", device.device(), device.set());
            case DISMISS -> acceptance.dismiss(who, "r", device.device(), device.set());
            case REVOKE -> acceptance.revokeTokens(who, "r", device.set());
            case DECOMMISSION -> acceptance.decommission(who, "r", device.device());
        };
    }

    @ParameterizedTest
    @EnumSource(
            value = Standing.class,
            names = {"PENDING", "ACCEPTED", "REJECTED", "PREAUTHORIZED"})
    void every_action_on_every_standing_ends_where_it_should(Standing from) {
        for (Action action : Action.values()) {
            // Given
            Caller who = ControlFixture.callerOf(TenantId.random());
            Enrolled device = fixture.device(who, from);
            long before = head();

            // When
            Committed<?> outcome = act(who, device, action);

            // Then
            Standing to = expected(from, action);
            boolean acted = to != from || (action == Action.REVOKE && from == Standing.ACCEPTED);
            String cell = from + " " + action;
            assertThat(fixture.standing(who, device.device())).as(cell).isEqualTo(to);
            assertThat(fixture.countIsTrue(who)).as(cell).isTrue();
            assertThat(fixture.audited(who)).as(cell).isEqualTo(acted ? 1 : 0);
            assertThat(head() - before).as(cell).isEqualTo(acted ? 1 : 0);
            assertThat(outcome.seq())
                    .as(cell)
                    .isEqualTo(acted || from == wanted(action) ? OptionalLong.of(head()) : OptionalLong.empty());
            boolean lost = from == Standing.ACCEPTED && acted && action != Action.DECOMMISSION;
            assertThat(Math.max(0, fixture.floor(who, device.device())))
                    .as(cell)
                    .isEqualTo(lost ? outcome.seq().orElseThrow() : 0);
        }
    }

    @Test
    void another_tenants_devices_are_unknown_to_every_action() {
        for (Standing standing : EnumSet.complementOf(EnumSet.of(Standing.NOAUTH))) {
            Enrolled device = fixture.device(caller, standing);
            Caller stranger = ControlFixture.callerOf(TenantId.random());
            for (Action action : Action.values()) {
                act(stranger, device, action);
                assertThat(head()).isZero();
                assertThat(fixture.standing(caller, device.device())).isEqualTo(standing);
            }
            assertThat(fixture.audited(stranger)).isZero();
        }
    }

    @Test
    void an_auth_set_of_another_device_is_unknown() {
        Enrolled one = fixture.device(caller, Standing.PENDING);
        Enrolled other = fixture.device(caller, Standing.PENDING);

        assertThat(acceptance.accept(caller, "r", one.device(), other.set()).value())
                .isEqualTo(new AcceptOutcome.UnknownDevice());
    }

    @Test
    void accepting_another_key_moves_the_acceptance_and_takes_no_slot() {
        // Given
        Enrolled device = fixture.device(caller, Standing.ACCEPTED);
        AuthSetId second = fixture.set(caller, device.device(), Standing.PENDING);
        fixture.limit(caller, DeviceLimit.atMost(1));

        // When
        Committed<AcceptOutcome> outcome = acceptance.accept(caller, "r", device.device(), second);

        // Then
        assertThat(outcome.value()).isEqualTo(new AcceptOutcome.Accepted());
        Devices devices = new Devices(fixture.transactions());
        assertThat(devices.standing(caller.tenant(), device.device(), device.set()))
                .contains(Standing.REJECTED);
        assertThat(devices.standing(caller.tenant(), device.device(), second)).contains(Standing.ACCEPTED);
        assertThat(fixture.floor(caller, device.device()))
                .isEqualTo(outcome.seq().orElseThrow());
        assertThat(fixture.countIsTrue(caller)).isTrue();
    }

    @Test
    void a_device_with_several_sets_stands_as_the_best_of_them_says() {
        Enrolled device = fixture.device(caller, Standing.REJECTED);
        AuthSetId second = fixture.set(caller, device.device(), Standing.PENDING);

        acceptance.accept(caller, "r", device.device(), second);
        assertThat(fixture.standing(caller, device.device())).isEqualTo(Standing.ACCEPTED);
        acceptance.setPending(caller, "r", device.device(), second);
        assertThat(fixture.standing(caller, device.device())).isEqualTo(Standing.PENDING);
        acceptance.dismiss(caller, "r", device.device(), second);
        assertThat(fixture.standing(caller, device.device())).isEqualTo(Standing.REJECTED);
        acceptance.dismiss(caller, "r", device.device(), device.set());
        assertThat(fixture.standing(caller, device.device())).isEqualTo(Standing.NOAUTH);
        assertThat(new Devices(fixture.transactions()).find(caller.tenant(), device.device()))
                .isPresent();
    }

    @Test
    void of_a_thousand_racing_acceptances_of_the_last_slot_one_wins() {
        for (int round = 0; round < 3; round++) {
            // Given
            Caller who = ControlFixture.callerOf(TenantId.random());
            fixture.limit(who, DeviceLimit.atMost(1));
            List<Enrolled> devices = thousand(who);

            // When
            List<AcceptOutcome> outcomes = Race.run(
                    1_000,
                    i -> acceptance
                            .accept(
                                    who,
                                    "r",
                                    devices.get(i).device(),
                                    devices.get(i).set())
                            .value());

            // Then
            assertThat(outcomes)
                    .filteredOn(AcceptOutcome.Accepted.class::isInstance)
                    .hasSize(1);
            assertThat(outcomes)
                    .filteredOn(AcceptOutcome.LimitReached.class::isInstance)
                    .hasSize(999);
            assertThat(fixture.database()
                            .number(
                                    "select count(*) from device where tenant_id = ? and standing = 'accepted'",
                                    who.tenant().value()))
                    .isOne();
            assertThat(fixture.countIsTrue(who)).isTrue();
            assertThat(fixture.audited(who)).isOne();
        }
    }

    private List<Enrolled> thousand(Caller who) {
        fixture.database().execute("""
                insert into device (tenant_id, device_id, identity_hash, identity, standing)
                select ?::uuid, gen_random_uuid(), sha256(i::text::bytea), '{}', 'pending' from generate_series(1, 1000) i
                """, who.tenant().value());
        fixture.database().execute("""
                insert into auth_set (tenant_id, auth_set_id, device_id, key_hash, public_key, standing)
                select tenant_id, gen_random_uuid(), device_id, identity_hash, 'pem', 'pending' from device where tenant_id = ?
                """, who.tenant().value());
        return fixture.transactions()
                .read(connection -> io.holdfast.platform.database.Query.on(
                                connection, "select device_id, auth_set_id from auth_set where tenant_id = ?")
                        .with(who.tenant().value())
                        .list(row -> new Enrolled(
                                new DeviceId(row.getObject(1, java.util.UUID.class)),
                                new AuthSetId(row.getObject(2, java.util.UUID.class)))));
    }

    @Test
    void racing_decisions_about_one_device_leave_a_true_count() {
        Enrolled device = fixture.device(caller, Standing.PENDING);
        List<Action> actions = List.of(Action.ACCEPT, Action.REJECT, Action.SET_PENDING, Action.REVOKE);

        Race.run(120, i -> act(caller, device, actions.get(i % actions.size())));

        assertThat(fixture.countIsTrue(caller)).isTrue();
        assertThat(fixture.number("select seq - (select count(*) from feed_commit) from feed_head"))
                .isZero();
    }

    @Test
    void decommissioning_leaves_a_proof_and_gives_the_slot_back() {
        // Given
        Enrolled device = fixture.device(caller, Standing.ACCEPTED);
        List<DeviceRef> told = new ArrayList<>();
        List<String> afterwards = new ArrayList<>();
        Acceptance withDepartures = fixture.acceptance((connection, gone) -> {
            told.add(gone);
            return () -> afterwards.add("committed");
        });

        // When
        withDepartures.decommission(caller, "r", device.device());

        // Then
        assertThat(told).containsExactly(new DeviceRef(caller.tenant(), device.device()));
        assertThat(afterwards).containsExactly("committed");
        assertThat(fixture.number("select count(*) from auth_set")).isZero();
        assertThat(fixture.number("select count(*) from device_tombstone")).isOne();
        assertThat(fixture.countIsTrue(caller)).isTrue();
    }

    @Test
    void the_same_decisions_hold_on_the_oldest_supported_postgresql() {
        MigratedDatabase.freshOn15().ifPresent(old -> {
            try (ControlFixture on15 = new ControlFixture(old)) {
                Acceptance acceptance = on15.acceptance();
                on15.limit(on15.caller(), DeviceLimit.atMost(1));
                Enrolled device = on15.device(on15.caller(), Standing.PENDING);
                Enrolled other = on15.device(on15.caller(), Standing.PENDING);
                assertThat(acceptance
                                .accept(on15.caller(), "r", device.device(), device.set())
                                .value())
                        .isEqualTo(new AcceptOutcome.Accepted());
                assertThat(acceptance
                                .accept(on15.caller(), "r", other.device(), other.set())
                                .value())
                        .isEqualTo(new AcceptOutcome.LimitReached());
                assertThat(acceptance
                                .decommission(on15.caller(), "r", device.device())
                                .value())
                        .isEqualTo(new DecommissionOutcome.Decommissioned());
                assertThat(acceptance
                                .accept(on15.caller(), "r", other.device(), other.set())
                                .value())
                        .isEqualTo(new AcceptOutcome.Accepted());
                assertThat(new Devices(on15.transactions()).list(on15.caller().tenant(), DeviceFilter.ALL, 0, 9))
                        .hasSize(1);
                assertThat(on15.countIsTrue(on15.caller())).isTrue();
            }
        });
    }

    /**
     * Promise P7 as our design has it: the limit is no cached number, so what is left of limit x cache x order is limit x order.
     * Every order of three deeds under every kind of limit, against a model of five lines.
     */
    @Test
    void no_order_of_deeds_under_any_limit_denies_an_entitled_device_or_admits_one_too_many() {
        List<List<DeviceLimit>> starts = List.of(
                List.of(), // no row: the default, unlimited
                List.of(DeviceLimit.unlimited()),
                List.of(DeviceLimit.atMost(0)),
                List.of(DeviceLimit.atMost(1)),
                List.of(DeviceLimit.atMost(2)));
        int deeds = Deed.values().length;
        int orders = deeds * deeds * deeds;
        int cases = starts.size() * orders;

        List<Boolean> played = Race.run(cases, number -> {
            int order = number % orders;
            play(
                    starts.get(number / orders),
                    List.of(
                            Deed.values()[order % deeds],
                            Deed.values()[order / deeds % deeds],
                            Deed.values()[order / deeds / deeds]));
            return true;
        });

        assertThat(played).hasSize(5 * 343);
    }

    private enum Deed {
        ACCEPT_A,
        ACCEPT_B,
        REJECT_A,
        DECOMMISSION_A,
        LIMIT_NONE,
        LIMIT_ONE,
        UNLIMITED
    }

    private void play(List<DeviceLimit> start, List<Deed> deeds) {
        Caller who = ControlFixture.callerOf(TenantId.random());
        start.forEach(limit -> fixture.limit(who, limit));
        Enrolled a = fixture.device(who, Standing.PENDING);
        Enrolled b = fixture.device(who, Standing.PENDING);
        Model model = new Model(start.isEmpty() ? DeviceLimit.unlimited() : start.getFirst());
        for (Deed deed : deeds) {
            Standing before = model.a;
            switch (deed) {
                case ACCEPT_A -> {
                    model.a = before == Standing.NOAUTH ? before : model.accepted(model.a, model.b);
                    acceptance.accept(who, "r", a.device(), a.set());
                }
                case ACCEPT_B -> {
                    model.b = model.accepted(model.b, model.a);
                    acceptance.accept(who, "r", b.device(), b.set());
                }
                case REJECT_A -> {
                    model.a = before == Standing.NOAUTH ? before : Standing.REJECTED;
                    acceptance.reject(who, "r", a.device(), a.set());
                }
                case DECOMMISSION_A -> {
                    model.a = Standing.NOAUTH;
                    acceptance.decommission(who, "r", a.device());
                }
                case LIMIT_NONE -> fixture.limit(who, model.limit = DeviceLimit.atMost(0));
                case LIMIT_ONE -> fixture.limit(who, model.limit = DeviceLimit.atMost(1));
                case UNLIMITED -> fixture.limit(who, model.limit = DeviceLimit.unlimited());
            }
        }
        String where = start + " " + deeds;
        assertThat(fixture.standing(who, a.device())).as(where).isEqualTo(model.a);
        assertThat(fixture.standing(who, b.device())).as(where).isEqualTo(model.b);
        assertThat(fixture.countIsTrue(who)).as(where).isTrue();
    }

    private static final class Model {
        DeviceLimit limit;
        Standing a = Standing.PENDING;
        Standing b = Standing.PENDING;

        Model(DeviceLimit limit) {
            this.limit = limit;
        }

        Standing accepted(Standing self, Standing other) {
            int taken = other == Standing.ACCEPTED ? 1 : 0;
            return self == Standing.ACCEPTED || limit.admits(taken) ? Standing.ACCEPTED : self;
        }
    }
}
