package io.holdfast.edge.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.report.Receipt;
import io.holdfast.report.Received;
import io.holdfast.report.ReportId;
import io.holdfast.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final UUID NODE = UUID.randomUUID();
    private static final TenantId LOUD = TenantId.random();
    private static final TenantId QUIET = TenantId.random();

    private final Lane<TenantId, String> lane = new Lane<>(new LaneLimits(4, 100, 10, 1_000, 6, 600), tenant -> tenant);

    @Test
    void a_tenant_that_floods_is_refused_while_another_one_has_room() {
        // Given
        for (int i = 0; i < 6; i++) {
            assertThat(lane.offer(ticket(LOUD, 1))).isTrue();
        }

        // Then
        assertThat(lane.offer(ticket(LOUD, 1))).isFalse();
        assertThat(lane.offer(ticket(QUIET, 1))).isTrue();
        assertThat(lane.size()).isEqualTo(7);
    }

    @Test
    void all_tenants_together_have_a_bound_too() {
        // When
        for (int i = 0; i < 5; i++) {
            assertThat(lane.offer(ticket(LOUD, 1))).isTrue();
            assertThat(lane.offer(ticket(QUIET, 1))).isTrue();
        }

        // Then
        assertThat(lane.offer(ticket(LOUD, 1))).isFalse();
        assertThat(lane.offer(ticket(TenantId.random(), 1))).isFalse();
    }

    @Test
    void bytes_are_bounded_like_reports() {
        assertThat(lane.offer(ticket(LOUD, 600))).isTrue();
        assertThat(lane.offer(ticket(LOUD, 1))).isFalse();
        assertThat(lane.offer(ticket(QUIET, 401))).isFalse();
        assertThat(lane.offer(ticket(QUIET, 400))).isTrue();
        assertThat(lane.queuedBytes()).isEqualTo(1_000);
    }

    @Test
    void tenants_take_turns_however_much_one_has_queued() {
        // Given
        for (int i = 0; i < 6; i++) {
            lane.offer(ticket(LOUD, 1));
        }
        lane.offer(ticket(QUIET, 1));
        lane.offer(ticket(QUIET, 1));

        // When
        List<TenantId> batch = tenants(lane.take());

        // Then
        assertThat(batch).containsExactly(LOUD, QUIET, LOUD, QUIET);
    }

    @Test
    void a_batch_ends_before_its_bytes_do_and_a_larger_report_goes_alone() {
        // Given
        lane.offer(ticket(LOUD, 60));
        lane.offer(ticket(LOUD, 60));
        lane.offer(ticket(LOUD, 300));

        // Then
        assertThat(lane.take()).hasSize(1);
        assertThat(lane.take()).hasSize(1);
        assertThat(lane.take()).hasSize(1);
        assertThat(lane.isEmpty()).isTrue();
        assertThat(lane.queuedBytes()).isZero();
    }

    @Test
    void what_is_put_back_comes_first_and_in_its_order() {
        // Given
        Ticket<TenantId, String> first = ticket(LOUD, 1);
        Ticket<TenantId, String> second = ticket(LOUD, 2);
        lane.offer(first);
        lane.offer(second);
        List<Ticket<TenantId, String>> taken = lane.take();
        lane.offer(ticket(LOUD, 3));

        // When
        lane.putBack(taken);

        // Then
        assertThat(lane.take()).startsWith(first, second).hasSize(3);
    }

    private static List<TenantId> tenants(List<Ticket<TenantId, String>> tickets) {
        return tickets.stream().map(ticket -> ticket.received().report()).toList();
    }

    private static Ticket<TenantId, String> ticket(TenantId tenant, int bytes) {
        return new Ticket<>(
                new Received<>(new Receipt(new ReportId(NODE, 1), Instant.EPOCH), tenant),
                bytes,
                new Reply<>(new CompletableFuture<>(), Runnable::run));
    }
}
