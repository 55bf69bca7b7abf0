package io.holdfast.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.CallTransaction;
import io.holdfast.feed.Change;
import io.holdfast.feed.Committed;
import io.holdfast.gateway.client.ClientWishes;
import io.holdfast.gateway.session.SessionOpening;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.database.Transactions;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.SmallFleet;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rounds of the delivery by hand, over a real database and devices that answer as the test says. */
class CommandDeliveryTest {
    private final SmallFleet fleet = SmallFleet.fresh();
    private final ManualClock clock = new ManualClock();
    private final Commands commands = new Commands(fleet.transactions(), () -> {});
    private final DeviceId device = fleet.devices(1).getFirst();
    private final Set<DeviceRef> here = ConcurrentHashMap.newKeySet();
    private final Set<Long> inForce = ConcurrentHashMap.newKeySet();
    private final List<DeviceRef> asked = new CopyOnWriteArrayList<>();
    private volatile ClientWishes.Outcome outcome = new ClientWishes.Outcome.Done();
    private final CommandDelivery delivery = delivery();

    private CommandDelivery delivery() {
        return new CommandDelivery(
                new Transactions(fleet.database().database()::connect),
                here::contains,
                inForce::contains,
                (to, owner, wish) -> {
                    asked.add(to);
                    return outcome;
                },
                clock);
    }

    @Test
    void what_a_change_caused_is_held_until_the_nodes_have_the_change() {
        here.add(ref());
        commands.hurry(fleet.caller(), device, OptionalLong.of(7));
        madeAt("now() + interval '1 hour'"); // however slow the test is

        assertThat(delivery.step()).isZero();
        assertThat(delivery.step()).isZero();
        assertThat(asked).isEmpty();

        inForce.add(7L);
        assertThat(delivery.step()).isEqualTo(1);
        Eventually.holds("the device is asked", () -> asked.size() == 1);
    }

    @Test
    void what_a_change_caused_is_held_for_a_second_and_no_longer() {
        here.add(ref());
        commands.hurry(fleet.caller(), device, OptionalLong.of(7));
        madeAt("now() + interval '1 hour'");
        assertThat(delivery.step()).isZero();

        madeAt("now() - interval '1 second'");
        assertThat(delivery.step()).isEqualTo(1);
        Eventually.holds("the device is asked", () -> asked.size() == 1);
    }

    @Test
    void a_look_for_an_update_waits_for_the_later_of_two_deeds() {
        here.add(ref());
        commands.hurry(fleet.caller(), device, OptionalLong.of(9));
        commands.hurry(fleet.caller(), device, OptionalLong.of(7));
        madeAt("now() + interval '1 hour'");
        inForce.add(7L);

        assertThat(delivery.step()).isZero();
        assertThat(delivery.step()).isZero();

        inForce.add(9L);
        assertThat(delivery.step()).isEqualTo(1);
    }

    @Test
    void a_part_of_a_call_s_own_transaction_waits_for_its_number() {
        Committed<Boolean> call = CallTransaction.run(fleet.transactions(), new WholeCall(), () -> {
            var deed = fleet.transactions().write(tx -> {
                tx.changed(new Change.DeviceChanged(fleet.tenant(), device));
                return true;
            });
            commands.hurry(fleet.caller(), device, deed.seq());
            return true;
        });
        assertThat(fleet.database().number("select cause_seq from device_command where state = 'waiting'"))
                .isEqualTo(call.seq().orElseThrow());
    }

    private static final class WholeCall implements CallTransaction.Frame<Boolean> {
        @Override
        public void opened(Connection connection) {}

        @Override
        public boolean closing(Connection connection, Boolean answer) {
            return true;
        }
    }

    private void madeAt(String when) {
        fleet.database()
                .number("with u as (update device_command set created_at = " + when
                        + " returning 1) select count(*) from u");
    }

    @Test
    void a_person_s_own_wish_has_no_cause_and_waits_for_none() {
        here.add(ref());
        CommandId command = queue(CommandKind.CHECK_UPDATE);

        assertThat(delivery.step()).isEqualTo(1);
        ends(command, CommandState.ANSWERED);
    }

    @AfterEach
    void close() {
        delivery.close();
        fleet.close();
    }

    @Test
    void nothing_is_claimed_for_a_device_that_is_not_here() {
        CommandId command = queue(CommandKind.CHECK_UPDATE);

        assertThat(delivery.step()).isZero();
        assertThat(delivery.waiting()).isEqualTo(1);
        assertThat(state(command)).isEqualTo(CommandState.WAITING);

        here.add(ref());
        assertThat(delivery.step()).isEqualTo(1);
        ends(command, CommandState.ANSWERED);
        assertThat(delivery.step()).isZero();
        assertThat(asked).containsExactly(ref());
    }

    @Test
    void what_was_queued_elsewhere_is_known_when_it_is_read_again() {
        assertThat(delivery.step()).isZero();
        here.add(ref());
        CommandId command = queue(CommandKind.CHECK_UPDATE);
        assertThat(delivery.step()).as("not read again yet").isZero();

        clock.advance(CommandDelivery.READ_EVERY);
        assertThat(delivery.step()).isEqualTo(1);
        ends(command, CommandState.ANSWERED);
    }

    @Test
    void a_kick_reads_at_once() {
        assertThat(delivery.step()).isZero();
        here.add(ref());
        queue(CommandKind.CHECK_UPDATE);

        delivery.kick();

        assertThat(delivery.step()).isEqualTo(1);
    }

    @Test
    void of_two_nodes_that_both_know_of_it_one_sends_it() {
        try (CommandDelivery other = delivery()) {
            CommandId command = queue(CommandKind.SEND_INVENTORY);
            assertThat(delivery.step() + other.step()).isZero();
            here.add(ref());

            assertThat(delivery.step() + other.step()).isEqualTo(1);
            ends(command, CommandState.ANSWERED);
            assertThat(asked).hasSize(1);
        }
    }

    @Test
    void what_was_taken_back_after_a_node_read_it_is_not_sent() {
        CommandId command = queue(CommandKind.CHECK_UPDATE);
        assertThat(delivery.step()).isZero();
        assertThat(commands.cancel(fleet.caller(), "r", device, command))
                .isInstanceOf(Commands.CancelOutcome.Cancelled.class);
        here.add(ref());

        assertThat(delivery.step()).isZero();
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_device_that_was_not_asked_is_asked_again_and_one_that_does_not_serve_it_never(SessionOpening.Reason reason) {
        // Given
        CommandId command = queue(CommandKind.CHECK_UPDATE);
        here.add(ref());
        outcome = new ClientWishes.Outcome.Refused(reason, "");
        boolean serves = reason != SessionOpening.Reason.NOT_SERVED && reason != SessionOpening.Reason.REFUSED;

        // When
        assertThat(delivery.step()).isEqualTo(1);

        // Then
        ends(command, serves ? CommandState.WAITING : CommandState.ANSWERED);
        outcome = new ClientWishes.Outcome.Done();
        boolean hangs = Set.of(
                        SessionOpening.Reason.TIMED_OUT,
                        SessionOpening.Reason.DEVICE_FULL,
                        SessionOpening.Reason.OWNER_FULL)
                .contains(reason);
        if (hangs) {
            delivery.kick();
            assertThat(delivery.step()).as("others first").isZero();
            clock.advance(CommandPauses.FIRST);
        }
        delivery.kick();
        assertThat(delivery.step()).isEqualTo(serves ? 1 : 0);
        ends(command, CommandState.ANSWERED);
        assertThat(found(command).failed()).isEqualTo(!serves);
    }

    @Test
    void devices_that_hang_are_tried_later_and_later_and_leave_the_places_to_others() {
        CommandId command = queue(CommandKind.CHECK_UPDATE);
        here.add(ref());
        outcome = new ClientWishes.Outcome.Refused(SessionOpening.Reason.TIMED_OUT, "");
        List<Duration> pauses = List.of(
                CommandPauses.FIRST,
                CommandPauses.FIRST.multipliedBy(2),
                CommandPauses.FIRST.multipliedBy(4),
                CommandPauses.FIRST.multipliedBy(8),
                CommandPauses.FIRST.multipliedBy(16),
                CommandPauses.LONGEST,
                CommandPauses.LONGEST);
        assertThat(delivery.step()).isEqualTo(1);
        for (Duration pause : pauses) {
            ends(command, CommandState.WAITING);
            clock.advance(pause.minusSeconds(1));
            delivery.kick();
            assertThat(delivery.step()).as("before %s", pause).isZero();
            clock.advance(Duration.ofSeconds(1));
            delivery.kick();
            assertThat(delivery.step()).as("after %s", pause).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_device_that_was_asked_and_did_not_answer_is_never_asked_again(SessionOpening.Reason reason) {
        CommandId command = queue(CommandKind.CHECK_UPDATE);
        here.add(ref());
        outcome = new ClientWishes.Outcome.Unanswered(reason, "");
        assertThat(delivery.step()).isEqualTo(1);
        Eventually.holds("it was asked", () -> asked.size() == 1);

        delivery.kick();
        assertThat(delivery.step()).isZero();
        assertThat(state(command)).isEqualTo(CommandState.SENT);
        // Another may be queued: the first waits no more.
        assertThat(queue(CommandKind.CHECK_UPDATE)).isNotEqualTo(command);
    }

    @Test
    void words_of_a_device_are_kept_within_a_bound_and_mended() {
        CommandId command = queue(CommandKind.CHECK_UPDATE);
        here.add(ref());
        outcome = new ClientWishes.Outcome.Failed("\0" + "x".repeat(5_000));

        delivery.step();

        ends(command, CommandState.ANSWERED);
        assertThat(found(command).failed()).isTrue();
        assertThat(found(command).answer()).hasSize(1_024).startsWith("\uFFFDx");
    }

    @Test
    void a_fleet_that_comes_back_is_served_so_many_at_a_time() throws InterruptedException {
        // Given
        int many = CommandDelivery.AT_ONCE_MAX + 10;
        CountDownLatch hold = new CountDownLatch(1);
        List<DeviceId> devices = fleet.devices(many);
        devices.forEach(each -> here.add(new DeviceRef(fleet.tenant(), each)));
        devices.forEach(each -> commands.queue(fleet.caller(), "r", each, CommandKind.CHECK_UPDATE, Commands.LIFE));
        try (CommandDelivery slow = new CommandDelivery(
                new Transactions(fleet.database().database()::connect),
                here::contains,
                seq -> true,
                (to, owner, wish) -> {
                    await(hold);
                    return outcome;
                },
                clock)) {
            // When
            assertThat(slow.step()).isEqualTo(CommandDelivery.AT_ONCE_MAX);
            assertThat(slow.step()).isZero();
            hold.countDown();

            // Then
            Eventually.holds("all are served", () -> {
                slow.step();
                return fleet.database().number("select count(*) from device_command where state = 'answered'") == many;
            });
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_tenant_has_so_many_that_wait_and_expired_ones_do_not_count() {
        fleet.database().number("""
                with filled as (
                    insert into device_command (tenant_id, command_id, device_id, kind, created_by, expires_at)
                    select ?, gen_random_uuid(), gen_random_uuid(), 'check_update', gen_random_uuid(), now() + interval '1 day'
                    from generate_series(1, ?) returning 1)
                select count(*) from filled
                """, fleet.tenant().value(), Commands.WAITING_MAX);

        assertThat(commands.queue(fleet.caller(), "r", device, CommandKind.CHECK_UPDATE, Commands.LIFE))
                .isInstanceOf(Commands.QueueOutcome.TooMany.class);

        fleet.database()
                .number("with u as (update device_command set expires_at = now() returning 1) select count(*) from u");
        CommandId command = queue(CommandKind.CHECK_UPDATE);
        assertThat(state(command)).isEqualTo(CommandState.WAITING);
        fleet.transactions().write(tx -> {
            boolean more = true;
            while (more) {
                more = CommandExpiry.step(tx.connection());
            }
            return true;
        });
        assertThat(fleet.database().number("select count(*) from device_command where state = 'expired'"))
                .isEqualTo(Commands.WAITING_MAX);
        assertThat(state(command)).isEqualTo(CommandState.WAITING);
    }

    @Test
    void a_tenant_s_newest_is_known_although_others_have_more_that_wait_for_longer_than_are_read() {
        fleet.database().number("""
                with filled as (
                    insert into device_command (tenant_id, command_id, device_id, kind, created_by, created_at, expires_at)
                    select g.tenant, gen_random_uuid(), gen_random_uuid(), 'check_update', gen_random_uuid(),
                        now() - interval '1 hour', now() + interval '1 day'
                    from generate_series(1, ?) n, (select gen_random_uuid() as tenant from generate_series(1, 3)) g
                    returning 1)
                select count(*) from filled
                """, CommandRows.WAITING_MAX / 2);
        CommandId command = queue(CommandKind.CHECK_UPDATE);
        here.add(ref());

        assertThat(delivery.step()).isEqualTo(1);

        ends(command, CommandState.ANSWERED);
        assertThat(delivery.waiting()).isEqualTo(CommandRows.WAITING_MAX - 1);
    }

    @Test
    void a_device_keeps_its_last_commands_and_no_more() {
        here.add(ref());
        for (int i = 0; i < Commands.KEPT_MAX + 5; i++) {
            CommandId command = queue(CommandKind.CHECK_UPDATE);
            assertThat(commands.cancel(fleet.caller(), "r", device, command))
                    .isInstanceOf(Commands.CancelOutcome.Cancelled.class);
        }
        assertThat(commands.of(ref(), 1_000)).hasSize(Commands.KEPT_MAX);
    }

    private CommandId queue(CommandKind kind) {
        Commands.QueueOutcome queued = commands.queue(fleet.caller(), "r", device, kind, Commands.LIFE);
        return ((Commands.QueueOutcome.Queued) queued).command().id();
    }

    private void ends(CommandId command, CommandState state) {
        Eventually.holds(state.word(), () -> state(command) == state);
    }

    private CommandState state(CommandId command) {
        return found(command).state();
    }

    private DeviceCommand found(CommandId command) {
        return commands.find(fleet.tenant(), command).orElseThrow();
    }

    private DeviceRef ref() {
        return new DeviceRef(fleet.tenant(), device);
    }
}
