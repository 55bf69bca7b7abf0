package io.holdfast.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StorageLimitTest {

    @Test
    void an_unlimited_tenant_may_store_whatever_comes() {
        for (long used : new long[] {0, 1, Long.MAX_VALUE}) {
            assertThat(StorageLimit.unlimited().grant(Long.MAX_VALUE, used)).isEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void a_limit_grants_what_is_left_of_it_and_never_less_than_nothing() {
        for (long limit = 0; limit <= 5; limit++) {
            for (long used = 0; used <= 8; used++) {
                for (long wanted = 0; wanted <= 8; wanted++) {
                    assertThat(StorageLimit.atMost(limit).grant(wanted, used))
                            .isEqualTo(Math.min(wanted, Math.max(0, limit - used)));
                }
            }
        }
        assertThat(StorageLimit.atMost(Long.MAX_VALUE).grant(Long.MAX_VALUE, 1)).isEqualTo(Long.MAX_VALUE - 1);
    }

    @Test
    void what_uploads_in_progress_have_taken_counts_as_used() {
        assertThat(new StorageUsage(StorageLimit.atMost(100), 60, 30).grant(50)).isEqualTo(10);
        assertThat(new StorageUsage(StorageLimit.atMost(100), 60, 50).grant(50)).isZero();
    }

    @Test
    void a_limit_of_none_is_a_limit() {
        assertThat(StorageLimit.atMost(0)).isNotEqualTo(StorageLimit.unlimited());
        assertThatThrownBy(() -> StorageLimit.atMost(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
