package io.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DurabilityCheckTest {

    @Test
    void durable_settings_pass() {
        assertThat(names(Map.of(
                        "fsync", "on", "full_page_writes", "on", "synchronous_commit", "on", "data_sync_retry", "off")))
                .isEmpty();
    }

    @Test
    void every_unsafe_setting_is_found_and_says_what_it_may_cost() {
        List<UnsafeSetting> unsafe = DurabilityCheck.judge(Map.of(
                "fsync", "off", "full_page_writes", "off", "synchronous_commit", "off", "data_sync_retry", "on"));

        assertThat(unsafe)
                .extracting(UnsafeSetting::name)
                .containsExactly("fsync", "full_page_writes", "synchronous_commit", "data_sync_retry");
        assertThat(unsafe)
                .allSatisfy(setting -> assertThat(setting.consequence()).endsWith("."));
    }

    @Test
    void local_commit_is_unsafe_only_where_standbys_are_to_be_waited_for() {
        assertThat(names(Map.of("synchronous_commit", "local", "synchronous_standby_names", "")))
                .isEmpty();
        assertThat(names(Map.of("synchronous_commit", "local", "synchronous_standby_names", "ANY 1 (*)")))
                .containsExactly("synchronous_commit");
    }

    private static List<String> names(Map<String, String> settings) {
        return DurabilityCheck.judge(settings).stream().map(UnsafeSetting::name).toList();
    }
}
