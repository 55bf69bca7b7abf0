package io.holdfast.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.database.Query;
import io.holdfast.release.Releases.AddOutcome;
import io.holdfast.release.StorageReservations.Full;
import io.holdfast.release.StorageReservations.Reservation;
import io.holdfast.testing.Race;
import io.holdfast.testing.SmallFleet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StorageLimitsTest {
    private final SmallFleet fleet = SmallFleet.fresh();
    private final Releases releases = new Releases(fleet.transactions());
    private final StorageLimits limits = new StorageLimits(fleet.transactions());
    private final ManualClock clock = new ManualClock();
    private final StorageReservations reservations = releases.reservations(clock);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void a_limit_grants_what_fits_and_none_is_a_limit_like_any_other() {
        long[] sizes = {0, 1, 5, 10, Long.MAX_VALUE / 4};
        for (long used : sizes) {
            for (long wanted : sizes) {
                assertThat(StorageLimit.unlimited().grant(wanted, used)).isEqualTo(wanted);
                for (long limit : sizes) {
                    assertThat(StorageLimit.atMost(limit).grant(wanted, used))
                            .isEqualTo(Math.max(0, Math.min(wanted, limit - used)));
                }
            }
        }
        assertThat(StorageLimit.atMost(0)).isNotEqualTo(StorageLimit.unlimited());
        assertThatThrownBy(() -> StorageLimit.atMost(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_tenant_is_unlimited_until_a_limit_is_set_and_its_limit_is_its_own() {
        assertThat(limits.of(fleet.tenant())).isEqualTo(new StorageUsage(StorageLimit.unlimited(), 0, 0));

        for (StorageLimit limit : List.of(StorageLimit.atMost(0), StorageLimit.atMost(7), StorageLimit.unlimited())) {
            limits.set(fleet.tenant(), limit);
            assertThat(limits.of(fleet.tenant()).limit()).isEqualTo(limit);
        }
        assertThat(limits.of(fleet.stranger().tenant()).limit()).isEqualTo(StorageLimit.unlimited());
    }

    @Test
    void of_racing_uploads_as_many_are_put_on_record_as_fit() {
        limits.set(fleet.tenant(), StorageLimit.atMost(3 * 4096 + 4095));

        List<AddOutcome> outcomes =
                Race.run(16, i -> releases.add(fleet.caller(), "request", SmallFleet.artifact("rel" + i, "X")));

        assertThat(outcomes).filteredOn(AddOutcome.Added.class::isInstance).hasSize(3);
        assertThat(outcomes).filteredOn(AddOutcome.OverLimit.class::isInstance).hasSize(13);
        assertThat(limits.of(fleet.tenant()).storedBytes()).isEqualTo(3 * 4096);
        assertThat(fleet.database().number("select count(*) from artifact")).isEqualTo(3);
    }

    @Test
    void racing_uploads_never_have_more_room_together_than_the_limit() {
        long limit = 20 * StorageReservations.STEP_BYTES_MIN;
        limits.set(fleet.tenant(), StorageLimit.atMost(limit));

        List<Long> covered = Race.run(12, i -> fill(reservations.begin(fleet.tenant())));

        assertThat(covered.stream().mapToLong(Long::longValue).sum())
                .isPositive()
                .isLessThanOrEqualTo(limit);
        assertThat(limits.of(fleet.tenant()).reservedBytes()).isLessThanOrEqualTo(limit);
    }

    /** What an upload without an end gets before it is refused. */
    private static long fill(Reservation room) {
        long covered = 0;
        try {
            while (true) {
                room.cover(covered + 64 * 1024);
                covered += 64 * 1024;
            }
        } catch (Full refused) {
            return covered;
        }
    }

    @Test
    void an_upload_may_fill_the_limit_to_the_last_byte_and_gives_its_room_back() throws Full {
        limits.set(fleet.tenant(), StorageLimit.atMost(1_000_000));
        try (Reservation room = reservations.begin(fleet.tenant())) {
            room.cover(1);
            room.cover(1_000_000);
            assertThat(limits.of(fleet.tenant()).reservedBytes()).isEqualTo(1_000_000);
            assertThatThrownBy(() -> room.cover(1_000_001)).isInstanceOf(Full.class);
            assertThatThrownBy(() -> reservations.begin(fleet.tenant()).cover(1))
                    .isInstanceOf(Full.class);
        }

        assertThat(limits.of(fleet.tenant()).reservedBytes()).isZero();
        reservations.begin(fleet.tenant()).cover(1_000_000);
    }

    @Test
    void what_is_reserved_becomes_what_is_stored() throws Full {
        limits.set(fleet.tenant(), StorageLimit.atMost(10_000));
        NewArtifact artifact = SmallFleet.artifact("rel", "X");
        Reservation room = reservations.begin(fleet.tenant());
        room.cover(artifact.size());

        assertThat(releases.add(fleet.caller(), "request", SmallFleet.artifact("other", "X")))
                .isInstanceOf(AddOutcome.OverLimit.class);
        assertThat(releases.add(fleet.caller(), "request", artifact, room.id())).isInstanceOf(AddOutcome.Added.class);

        StorageUsage usage = limits.of(fleet.tenant());
        assertThat(usage.storedBytes()).isEqualTo(artifact.size());
        assertThat(usage.reservedBytes()).isZero();
        assertThat(releases.remove(fleet.caller(), "request", artifact.id()))
                .isInstanceOf(Releases.RemoveOutcome.Removed.class);
        assertThat(limits.of(fleet.tenant()).storedBytes()).isZero();
    }

    @Test
    void room_that_a_crash_left_behind_ends_and_room_of_a_slow_upload_is_renewed() throws Full {
        limits.set(fleet.tenant(), StorageLimit.atMost(1_000_000));
        Query.on(fleet.database().connection(), """
                        insert into storage_reservation (tenant_id, reservation_id, bytes, expires_at)
                        values (?, ?, 1000000, now() - interval '1 s')
                        """)
                .with(fleet.tenant().value(), UUID.randomUUID())
                .update();
        Reservation slow = reservations.begin(fleet.tenant());
        slow.cover(1);
        assertThat(fleet.database().number("select count(*) from storage_reservation"))
                .isEqualTo(1);

        Query.on(fleet.database().connection(), "update storage_reservation set expires_at = now() + interval '5 s'")
                .update();
        clock.advance(StorageReservations.RENEWED_AFTER);
        slow.cover(1);

        assertThat(
                        fleet.database()
                                .number(
                                        "select count(*) from storage_reservation where expires_at > now() + interval '1 minute'"))
                .isEqualTo(1);
    }

    @Test
    void a_limit_that_comes_during_an_upload_holds_at_its_end() throws Full {
        Reservation room = reservations.begin(fleet.tenant());
        room.cover(4096);
        limits.set(fleet.tenant(), StorageLimit.atMost(4095));

        assertThat(releases.add(fleet.caller(), "request", SmallFleet.artifact("rel", "X"), room.id()))
                .isInstanceOf(AddOutcome.OverLimit.class);
        assertThat(releases.list(fleet.tenant(), Optional.empty(), 10, 0)).isEmpty();
    }
}
