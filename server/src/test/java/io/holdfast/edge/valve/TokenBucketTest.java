package io.holdfast.edge.valve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;

    private static int taken(TokenBucket bucket, long at) {
        int taken = 0;
        while (bucket.take(at)) {
            taken++;
        }
        return taken;
    }

    @Test
    void a_seconds_worth_goes_at_once_and_then_so_many_a_second_also_where_the_clock_is_negative() {
        for (long start : new long[] {0, -5 * SECOND, Long.MAX_VALUE - SECOND}) {
            TokenBucket bucket = new TokenBucket(4, start);
            assertThat(taken(bucket, start)).isEqualTo(4);
            assertThat(taken(bucket, start + SECOND / 2)).isEqualTo(2);
            assertThat(taken(bucket, start + SECOND)).isEqualTo(2);
            assertThat(taken(bucket, start + 100 * SECOND))
                    .as("nothing is saved up")
                    .isEqualTo(4);
        }
    }

    @Test
    void many_threads_get_no_more_together() throws InterruptedException {
        TokenBucket bucket = new TokenBucket(1_000, 0);
        AtomicInteger taken = new AtomicInteger();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().start(() -> taken.addAndGet(taken(bucket, 0)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(taken).hasValue(1_000);
    }
}
