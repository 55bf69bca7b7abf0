package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
    private final ManualClock clock = new ManualClock();
    private final TokenBuckets buckets =
            new TokenBuckets(new TokenBuckets.Allowance(3, Duration.ofSeconds(10)), 8, clock);

    private void empty(long key) {
        while (buckets.has(key)) {
            buckets.take(key);
        }
    }

    @Test
    void a_bucket_has_as_many_tokens_as_it_holds_and_gets_them_back_one_by_one() {
        for (int i = 0; i < 3; i++) {
            assertThat(buckets.has(1)).isTrue();
            buckets.take(1);
        }
        assertThat(buckets.has(1)).isFalse();

        clock.advance(Duration.ofMillis(9_999));
        assertThat(buckets.has(1)).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(buckets.has(1)).isTrue();
        buckets.take(1);
        assertThat(buckets.has(1)).isFalse();
    }

    @Test
    void a_bucket_that_nobody_asks_holds_no_more_than_it_held_at_first() {
        empty(1);
        clock.advance(Duration.ofDays(1));
        int taken = 0;
        for (; buckets.has(1); taken++) {
            buckets.take(1);
        }
        assertThat(taken).isEqualTo(3);
    }

    @Test
    void a_full_table_forgets_the_fullest_bucket_and_refuses_nobody_for_it() {
        // Given: one that is empty, one that lacks two, and six that lack one each
        empty(1);
        buckets.take(2);
        buckets.take(2);
        for (long key = 3; key <= 8; key++) {
            buckets.take(key);
        }

        // When
        for (long key = 100; key < 200; key++) {
            assertThat(buckets.has(key)).isTrue();
            buckets.take(key);
        }

        // Then: the empty one is still known, and the one that lacks two
        assertThat(buckets.has(1)).isFalse();
        buckets.take(2);
        assertThat(buckets.has(2)).isFalse();
    }

    @Test
    void a_jump_of_the_wall_clock_gives_nobody_a_token() {
        empty(1);
        clock.jumpWall(Duration.ofDays(1));
        assertThat(buckets.has(1)).isFalse();
    }
}
