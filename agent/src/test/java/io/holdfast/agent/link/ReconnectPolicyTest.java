package io.holdfast.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReconnectPolicyTest {

    @Test
    void each_wait_is_at_random_up_to_three_times_the_one_before_and_never_out_of_bounds() {
        for (int seed = 0; seed < 200; seed++) {
            ReconnectPolicy policy = new ReconnectPolicy(new Random(seed));
            Duration before = ReconnectPolicy.SHORTEST;
            for (int i = 0; i < 50; i++) {
                Duration wait = policy.next(Optional.empty());
                assertThat(wait).isBetween(ReconnectPolicy.SHORTEST, ReconnectPolicy.LONGEST);
                assertThat(wait).isLessThanOrEqualTo(before.multipliedBy(3));
                before = wait;
            }
        }
    }

    @Test
    void a_thousand_devices_that_lost_their_server_together_do_not_come_back_together() {
        int[] perSecond = new int[301];
        for (int seed = 0; seed < 1_000; seed++) {
            ReconnectPolicy policy = new ReconnectPolicy(new Random(seed * 7919L));
            for (int i = 0; i < 6; i++) {
                policy.next(Optional.empty());
            }
            perSecond[(int) policy.next(Optional.empty()).toSeconds()]++;
        }

        List<Integer> busiest = new ArrayList<>();
        for (int count : perSecond) {
            busiest.add(count);
        }
        assertThat(busiest).allMatch(count -> count < 100);
    }

    @Test
    void what_the_server_names_is_kept_to_exactly_and_changes_nothing_else() {
        ReconnectPolicy policy = new ReconnectPolicy(new Random(1));

        assertThat(policy.next(Optional.of(Duration.ofSeconds(1)))).isEqualTo(Duration.ofSeconds(1));
        assertThat(policy.next(Optional.of(Duration.ofSeconds(900)))).isEqualTo(Duration.ofSeconds(900));
        assertThat(policy.next(Optional.empty()))
                .isBetween(ReconnectPolicy.SHORTEST, ReconnectPolicy.SHORTEST.multipliedBy(3));
    }

    @Test
    void after_a_link_that_stood_the_first_wait_is_a_short_one_again() {
        ReconnectPolicy policy = new ReconnectPolicy(new Random(2));
        for (int i = 0; i < 20; i++) {
            policy.next(Optional.empty());
        }

        policy.succeeded();

        assertThat(policy.next(Optional.empty()))
                .isBetween(ReconnectPolicy.SHORTEST, ReconnectPolicy.SHORTEST.multipliedBy(3));
    }
}
