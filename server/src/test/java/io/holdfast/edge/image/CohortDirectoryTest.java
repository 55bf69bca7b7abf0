package io.holdfast.edge.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.tenancy.TenantId;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class CohortDirectoryTest {
    private final TenantId tenant = TenantId.random();
    private final CohortDirectory directory = new CohortDirectory(6, 4);

    private Cohort of(String version) {
        return directory.of(tenant, "pump", version);
    }

    @Test
    void what_says_the_same_is_one_cohort_and_what_is_another_tenants_is_another() {
        assertThat(of("1")).isSameAs(of("1")).isNotEqualTo(of("2"));
        assertThat(directory.of(TenantId.random(), "pump", "1")).isNotEqualTo(of("1"));
        assertThat(directory.at(of("2").index())).isEqualTo(of("2"));
    }

    @Test
    void a_long_name_is_cut_and_never_through_a_character() {
        String long99 = "x".repeat(99);
        assertThat(of(long99 + "yz")).isSameAs(of(long99 + "yw"));
        assertThat(of(long99 + "\uD83D\uDE00").software().version()).isEqualTo(long99);
    }

    @Test
    void a_tenant_with_too_many_versions_has_the_rest_in_one_and_takes_no_others_room() {
        // Given
        TenantId second = TenantId.random();
        for (int i = 0; i < 10; i++) {
            of("v" + i);
        }

        // Then
        assertThat(of("v3").kind()).isEqualTo(Cohort.Kind.ALIKE);
        assertThat(of("v4").kind()).isEqualTo(Cohort.Kind.OTHER);
        assertThat(of("v9")).isSameAs(of("v4"));
        assertThat(directory.of(second, "pump", "a").kind()).isEqualTo(Cohort.Kind.ALIKE);
        assertThat(directory.of(second, "pump", "b").kind()).isEqualTo(Cohort.Kind.ALIKE);
        assertThat(directory.of(second, "pump", "c").kind()).as("six in all").isEqualTo(Cohort.Kind.OTHER);
        assertThat(directory.of(second, "", "").kind())
                .as("who says nothing has a place")
                .isEqualTo(Cohort.Kind.ALIKE);
    }

    @Test
    void an_index_is_anothers_only_after_its_cohort_was_empty_three_times() {
        // Given
        List<Cohort> four = List.of(of("0"), of("1"), of("2"), of("3"));
        Cohort other = of("4");
        BitSet used = new BitSet();
        four.subList(1, 4).forEach(cohort -> used.set(cohort.index()));
        used.set(other.index());

        // When
        directory.forget(used);
        assertThat(of("0")).as("once").isSameAs(four.getFirst());
        directory.forget(used);
        Cohort between = of("0");
        assertThat(between.index()).as("twice").isNotEqualTo(four.getFirst().index());
        directory.forget(used);

        // Then
        assertThat(directory.all()).doesNotContain(four.getFirst());
        directory.forget(used);
        directory.forget(used);
        assertThat(of("9").index()).isIn(four.getFirst().index(), between.index());
    }

    @Test
    void a_cohort_that_got_a_device_while_it_was_given_up_is_there_again() {
        // Given
        Cohort late = of("0");
        directory.forget(new BitSet());
        directory.forget(new BitSet());

        // When
        BitSet used = new BitSet();
        used.set(late.index());
        directory.forget(used);

        // Then
        assertThat(of("0")).isSameAs(late);
    }

    @Test
    void what_was_stored_is_found_under_its_indices() {
        // Given
        of("1");
        directory.of(tenant, "", "");
        of("2");
        CohortDirectory next = new CohortDirectory();

        // When
        for (int index = 0; index < directory.size(); index++) {
            next.restore(directory.at(index));
        }

        // Then
        assertThat(next.all()).isEqualTo(directory.all());
        assertThat(next.of(tenant, "pump", "2")).isEqualTo(of("2"));
        assertThat(next.of(tenant, "", "")).isEqualTo(directory.of(tenant, "", ""));
    }
}
