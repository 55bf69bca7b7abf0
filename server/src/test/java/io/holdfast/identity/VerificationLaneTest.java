package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerificationLaneTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 1", "4, 1", "7, 1", "8, 2", "16, 4", "63, 15", "64, 16"})
    void keys_never_seen_are_verified_on_a_quarter_of_the_cores_and_on_one_where_there_are_fewer_than_four(
            int cores, int atOnce) {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Boolean>> checks = new ArrayList<>();
        try (VerificationLane lane = VerificationLane.forNewKeys(cores, Clock.system())) {
            // Given
            for (int i = 0; i < 3 * atOnce + 1; i++) {
                checks.add(lane.run(() -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            await(release);
                            running.decrementAndGet();
                            return true;
                        })
                        .toCompletableFuture());
            }

            // When
            Eventually.holds("the lane is busy", () -> running.get() == atOnce);
            release.countDown();
            checks.forEach(CompletableFuture::join);

            // Then
            assertThat(most).hasValue(atOnce);
        }
    }

    @Test
    void what_waits_is_bounded_and_more_is_turned_away_at_once() {
        CountDownLatch release = new CountDownLatch(1);
        try (VerificationLane lane = VerificationLane.forNewKeys(1, Clock.system())) {
            // Given
            AtomicInteger running = new AtomicInteger();
            var first = lane.run(() -> {
                running.incrementAndGet();
                await(release);
                return true;
            });
            Eventually.holds("the one thread is busy", () -> running.get() == 1);

            // When
            for (int i = 0; i < VerificationLane.NEW_WAITING_MAX; i++) {
                var waiting = lane.run(() -> true);
                assertThat(waiting.toCompletableFuture()).isNotDone();
            }

            // Then
            assertThatThrownBy(() -> lane.run(() -> true)).isInstanceOf(RejectedExecutionException.class);
            release.countDown();
            assertThat(first.toCompletableFuture().join()).isTrue();
            Eventually.holds("there is room again", () -> roomIn(lane));
        }
    }

    @Test
    void a_check_that_has_waited_for_more_than_ten_seconds_is_not_made() {
        assertThat(droppedBehind(Duration.ofSeconds(11), () -> false)).isTrue();
        assertThat(droppedBehind(Duration.ofSeconds(9), () -> false)).isFalse();
    }

    @Test
    void a_check_whose_caller_has_gone_is_not_made() {
        assertThat(droppedBehind(Duration.ZERO, () -> true)).isTrue();
    }

    @Test
    void half_a_queue_is_busy_three_quarters_are_crowded_and_none_is_idle() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch standing = new CountDownLatch(1);
        try (VerificationLane lane = VerificationLane.forNewKeys(1, new ManualClock())) {
            var first = lane.run(() -> {
                standing.countDown();
                await(release);
                return true;
            });
            await(standing);
            assertThat(first.toCompletableFuture()).isNotDone();
            for (int waiting = 0; waiting < VerificationLane.NEW_WAITING_MAX; waiting++) {
                VerificationLane.Load load = waiting < 1_000
                        ? VerificationLane.Load.IDLE
                        : waiting < 1_500 ? VerificationLane.Load.BUSY : VerificationLane.Load.CROWDED;
                assertThat(lane.load()).as("%s wait", waiting).isEqualTo(load);
                var unused = lane.run(() -> true);
            }
            release.countDown();
            Eventually.holds("the lane is idle", () -> lane.load() == VerificationLane.Load.IDLE);
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, IDLE", "1001, BUSY", "1500, BUSY", "1501, CROWDED"})
    void a_long_wait_makes_a_short_queue_busy_until_it_is_empty(int millis, VerificationLane.Load load) {
        ManualClock clock = new ManualClock();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        try (VerificationLane lane = VerificationLane.forNewKeys(1, clock)) {
            // Given: one under way, one that waits as long, and one behind it
            var unused = List.of(
                    lane.run(() -> {
                        await(first);
                        return true;
                    }),
                    lane.run(() -> {
                        begun.countDown();
                        await(second);
                        return true;
                    }),
                    lane.run(() -> true));
            assertThat(unused).hasSize(3);
            Eventually.holds("the first is under way", () -> lane.waiting() == 2);
            clock.advance(Duration.ofMillis(millis));
            first.countDown();
            await(begun);

            // Then
            assertThat(lane.load()).isEqualTo(load);
            second.countDown();
            Eventually.holds("nothing waits", () -> lane.load() == VerificationLane.Load.IDLE);
        }
    }

    private static boolean droppedBehind(Duration wait, BooleanSupplier gone) {
        ManualClock clock = new ManualClock();
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger made = new AtomicInteger();
        try (VerificationLane lane = VerificationLane.forNewKeys(1, clock)) {
            AtomicInteger running = new AtomicInteger();
            var first = lane.run(() -> {
                running.incrementAndGet();
                await(release);
                return true;
            });
            Eventually.holds("the one thread is busy", () -> running.get() == 1);
            var behind = lane.run(made::incrementAndGet, gone).toCompletableFuture();
            clock.advance(wait);
            release.countDown();
            Eventually.holds(
                    "both are done",
                    () -> behind.isDone() && first.toCompletableFuture().isDone());
            assertThat(behind.isCompletedExceptionally()).isEqualTo(made.get() == 0);
            assertThat(lane.dropped() > 0).isEqualTo(made.get() == 0);
            return made.get() == 0;
        }
    }

    private static boolean roomIn(VerificationLane lane) {
        try {
            return lane.run(() -> true).toCompletableFuture().join();
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
