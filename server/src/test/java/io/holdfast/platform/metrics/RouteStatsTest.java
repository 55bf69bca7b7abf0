package io.holdfast.platform.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RouteStatsTest {
    private final RouteBook book = new RouteBook(new ManualClock());

    @Test
    void requests_are_counted_by_the_class_of_their_status() {
        RouteStats stats = book.route("next");
        stats.answered(101, 1);
        stats.answered(204, 1);
        stats.answered(499, 1);
        stats.answered(503, 1);
        stats.answered(503, 1);

        assertThat(book.route("next").answered()).isEqualTo(5);
        assertThat(stats.answered(5)).isEqualTo(2);
        assertThat(stats.answered(4)).isEqualTo(1);
    }

    @Test
    void slow_requests_are_kept_by_route_the_latest_256_of_them() {
        RouteStats stats = book.route("next");
        stats.answered(200, SlowRequests.SLOW.toNanos() - 1);
        for (int i = 0; i < SlowRequests.KEPT_MAX + 10; i++) {
            stats.answered(200, Duration.ofSeconds(2).toNanos());
        }

        assertThat(book.slow().after(0)).hasSize(SlowRequests.KEPT_MAX);
        assertThat(book.slow().after(0).getFirst().number()).isEqualTo(11);
        assertThat(book.slow().after(SlowRequests.KEPT_MAX + 9)).singleElement().satisfies(slow -> {
            assertThat(slow.route()).isEqualTo("next");
            assertThat(slow.took()).isEqualTo(Duration.ofSeconds(2));
        });
        assertThat(book.slow().after(SlowRequests.KEPT_MAX + 10)).isEmpty();
    }
}
