package io.holdfast.edge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.BlindLimit;
import io.holdfast.tenancy.TenantId;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For how long a node has been blind, over restarts and whatever happens to the wall clock. */
class SightTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final TenantId TENANT = TenantId.random();

    @TempDir
    Path folder;

    // One clock for all processes: its monotonic side only ever goes on, as that of a machine that is not restarted.
    private final ManualClock clock = new ManualClock();

    /** One process of the node, without a database. */
    private final class Process implements AutoCloseable {
        final LocalStore store = LocalStore.open(folder, 1 << 20, Dice.seeded(1));
        final ImageWriter writer = store.load(
                        closed -> {
                            throw new IllegalStateException("no key is stored");
                        },
                        clock,
                        Dice.seeded(2))
                .writer();

        FleetImage image() {
            return writer.image();
        }

        Process sees() {
            writer.looked(clock.monotonicNanos());
            store.sight().keepIfDue();
            return this;
        }

        Process runs(Duration span) {
            Duration minute = SightKeeper.WRITE_EVERY;
            for (Duration passed = Duration.ZERO; passed.compareTo(span) < 0; passed = passed.plus(minute)) {
                clock.advance(minute);
                store.sight().keepIfDue();
            }
            return this;
        }

        /** An orderly stop. */
        @Override
        public void close() {
            store.sight().close();
            store.close();
        }

        void crash() {
            store.close();
        }
    }

    @Test
    void a_restart_goes_on_counting_and_counts_the_time_between() {
        try (Process first = new Process()) {
            first.sees().runs(HOUR);
        }
        clock.advance(HOUR);

        try (Process second = new Process()) {
            assertThat(second.image().sinceLook()).isEmpty();
            assertThat(second.image().blindFor()).isEqualTo(HOUR.multipliedBy(2));
            second.runs(HOUR.multipliedBy(22));
            assertThat(second.image().blindTooLong(TENANT)).isFalse();
            clock.advance(Duration.ofSeconds(1));
            assertThat(second.image().blindTooLong(TENANT)).isTrue();
        }
    }

    @Test
    void restarting_over_and_over_does_not_make_a_blind_node_see() {
        try (Process first = new Process()) {
            first.sees();
        }
        for (int i = 0; i < 25; i++) {
            try (Process next = new Process()) {
                next.runs(HOUR);
            }
        }
        try (Process last = new Process()) {
            assertThat(last.image().blindTooLong(TENANT)).isTrue();
            last.sees();
            assertThat(last.image().blindTooLong(TENANT)).isFalse();
        }
    }

    @Test
    void a_crash_forgets_a_minute_at_most() {
        Process first = new Process().sees().runs(HOUR);
        clock.advance(SightKeeper.WRITE_EVERY.minusSeconds(1));
        first.store.sight().keepIfDue();
        first.crash();
        // The clock was set back meanwhile: what was not stored cannot be known.
        clock.jumpWall(Duration.ofDays(-1));

        try (Process second = new Process()) {
            assertThat(second.image().blindFor()).isEqualTo(HOUR);
        }
    }

    @Test
    void what_a_node_sees_again_is_noted_at_once() {
        new Process().sees().runs(HOUR).sees().crash();

        try (Process second = new Process()) {
            assertThat(second.image().blindFor()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -24, -24 * 365 * 50})
    void a_wall_clock_that_was_set_back_takes_nothing_away(long hours) {
        try (Process first = new Process()) {
            first.sees().runs(HOUR);
        }
        clock.jumpWall(Duration.ofHours(hours));

        try (Process second = new Process()) {
            assertThat(second.image().blindFor()).isEqualTo(HOUR);
            second.runs(HOUR);
        }
        clock.jumpWall(Duration.ofHours(-hours));

        try (Process third = new Process()) {
            // The middle process's hour is known from both clocks and may count twice, never not at all.
            assertThat(third.image().blindFor()).isBetween(HOUR.multipliedBy(2), HOUR.multipliedBy(3));
            assertThat(third.image().blindTooLong(TENANT)).isFalse();
        }
    }

    @Test
    void a_wall_clock_that_was_wrongly_ahead_cannot_be_told_from_time_that_passed_until_the_node_sees() {
        try (Process first = new Process()) {
            first.sees();
        }
        clock.jumpWall(Duration.ofDays(8));

        try (Process second = new Process()) {
            assertThat(second.image().blindTooLong(TENANT)).isTrue();
            second.sees();
        }
        clock.jumpWall(Duration.ofDays(-8));

        try (Process third = new Process()) {
            assertThat(third.image().blindFor()).isLessThan(BlindLimit.SHORTEST);
        }
    }
}
