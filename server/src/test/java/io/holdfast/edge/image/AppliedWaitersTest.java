package io.holdfast.edge.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AppliedWaitersTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final AppliedWaiters waiters = new AppliedWaiters();

    @Test
    void what_was_reached_is_told_at_once() {
        waiters.reached(7);

        for (long seq = 0; seq <= 7; seq++) {
            assertThat(waiters.when(seq, LONG).toCompletableFuture()).isCompletedWithValue(true);
        }
        assertThat(waiters.applied()).isEqualTo(7);
    }

    @Test
    void each_waiter_is_told_when_his_number_is_reached_and_not_before_in_the_order_of_the_numbers() {
        List<Long> told = new ArrayList<>();
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        for (long seq : new long[] {5, 2, 9, 2, 4}) {
            all.add(waiters.when(seq, LONG)
                    .whenComplete((reached, fault) -> told.add(seq))
                    .toCompletableFuture());
        }

        waiters.reached(1);
        assertThat(told).isEmpty();
        waiters.reached(4);
        assertThat(told).containsExactly(2L, 2L, 4L);
        waiters.reached(8);
        assertThat(told).containsExactly(2L, 2L, 4L, 5L);
        assertThat(all.get(2)).isNotDone();
        waiters.reached(100);
        assertThat(told).endsWith(9L);
        assertThat(all).allMatch(CompletableFuture::join);
    }

    @Test
    void a_bound_that_passes_is_false_and_makes_room_for_another() {
        for (int i = 0; i < AppliedWaiters.WAITERS_MAX - 1; i++) {
            assertThat(waiters.when(5, LONG).toCompletableFuture()).isNotDone();
        }

        assertThat(waiters.when(5, Duration.ofMillis(1)).toCompletableFuture().join())
                .as("the last place, for a moment")
                .isFalse();
        CompletableFuture<Boolean> next = waiters.when(5, LONG).toCompletableFuture();
        assertThat(next).as("the place is free again").isNotDone();
        assertThat(waiters.when(5, LONG).toCompletableFuture())
                .as("one too many comes back later")
                .isCompletedWithValue(false);

        waiters.reached(5);
        assertThat(next).isCompletedWithValue(true);
        assertThat(waiters.when(6, LONG).toCompletableFuture()).isNotDone();
    }
}
