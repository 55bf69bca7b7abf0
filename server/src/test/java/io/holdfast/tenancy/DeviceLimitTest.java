package io.holdfast.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DeviceLimitTest {

    @Test
    void an_unlimited_tenant_is_never_refused() {
        for (int accepted : new int[] {0, 1, 1_000_000, Integer.MAX_VALUE}) {
            assertThat(DeviceLimit.unlimited().admits(accepted)).isTrue();
            assertThat(DeviceLimit.unlimited().grant(5, accepted)).isEqualTo(5);
        }
    }

    @Test
    void a_limit_grants_what_is_left_of_it_and_never_less_than_nothing() {
        for (int limit = 0; limit <= 5; limit++) {
            for (int accepted = 0; accepted <= 8; accepted++) {
                for (int wanted = 0; wanted <= 8; wanted++) {
                    assertThat(DeviceLimit.atMost(limit).grant(wanted, accepted))
                            .isEqualTo(Math.min(wanted, Math.max(0, limit - accepted)));
                }
            }
        }
    }

    @Test
    void a_limit_of_none_is_a_limit() {
        assertThat(DeviceLimit.atMost(0).admits(0)).isFalse();
        assertThat(DeviceLimit.atMost(0)).isNotEqualTo(DeviceLimit.unlimited());
        assertThatThrownBy(() -> DeviceLimit.atMost(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
