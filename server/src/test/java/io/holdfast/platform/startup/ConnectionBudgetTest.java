package io.holdfast.platform.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionBudgetTest {

    private static final FileLimit LIMIT = new FileLimit.AtMost(20_000);

    @Test
    void undecided_it_is_what_the_limit_leaves() {
        assertThat(ConnectionBudget.within(LIMIT, Optional.empty())).isEqualTo(new ConnectionBudget(19_360));
    }

    @Test
    void a_wish_within_the_limit_stands() {
        assertThat(ConnectionBudget.within(LIMIT, Optional.of(19_360)).connections())
                .isEqualTo(19_360);
    }

    @Test
    void a_wish_above_the_limit_is_refused_with_both_numbers() {
        assertThatThrownBy(() -> ConnectionBudget.within(LIMIT, Optional.of(19_361)))
                .isInstanceOfSatisfying(StartRefused.class, refused -> {
                    assertThat(refused.code()).isEqualTo("start.file-limit");
                    assertThat(refused.sentence()).contains("20000").contains("20001");
                    assertThat(refused.nextStep()).contains("--max-connections");
                });
    }

    @Test
    void a_limit_too_low_for_any_fleet_is_refused_even_without_a_wish() {
        assertThatThrownBy(() -> ConnectionBudget.within(new FileLimit.AtMost(256), Optional.empty()))
                .isInstanceOf(StartRefused.class);
    }

    @Test
    void where_nothing_limits_the_files_the_budget_is_bounded_all_the_same() {
        assertThat(ConnectionBudget.within(new FileLimit.Unknown(), Optional.empty())
                        .connections())
                .isEqualTo(ConnectionBudget.CONNECTIONS_MAX);
        assertThat(ConnectionBudget.within(new FileLimit.AtMost(1L << 60), Optional.empty())
                        .connections())
                .isEqualTo(ConnectionBudget.CONNECTIONS_MAX);
    }

    @Test
    void the_soft_limit_is_read_from_the_kernels_table() {
        String limits = """
                Limit                     Soft Limit           Hard Limit           Units
                Max processes             95000                95000                processes
                Max open files            1024                 524288               files
                """;
        assertThat(FileLimit.parse(limits)).isEqualTo(new FileLimit.AtMost(1024));
        assertThat(FileLimit.parse(limits.replace("1024  ", "unlimited"))).isEqualTo(new FileLimit.Unknown());
    }
}
