package io.holdfast.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.holdfast.platform.dice.Dice;
import org.junit.jupiter.api.Test;

class FairLevelTest {
    @Test
    void with_enough_for_all_there_is_no_level() {
        assertThat(FairLevel.of(new double[] {10, 20, 30}, 60)).isInfinite();
        assertThat(FairLevel.of(new double[0], 60)).isInfinite();
    }

    @Test
    void what_the_modest_leave_goes_to_the_others() {
        assertThat(FairLevel.of(new double[] {20, 1_000}, 100)).isEqualTo(80);
        assertThat(FairLevel.of(new double[] {20, 1_000, 1_000}, 100)).isEqualTo(40);
    }

    @Test
    void equal_demands_get_equal_shares() {
        assertThat(FairLevel.of(new double[] {50, 50, 50, 50}, 100)).isEqualTo(25);
    }

    @Test
    void whatever_is_asked_for_no_more_than_there_is_is_given_and_nothing_is_left() {
        Dice dice = Dice.seeded(7);
        for (int round = 0; round < 1_000; round++) {
            double[] demands = new double[1 + dice.below(20)];
            double sum = 0;
            for (int i = 0; i < demands.length; i++) {
                demands[i] = dice.unit() * 100;
                sum += demands[i];
            }
            double capacity = dice.unit() * sum;
            double level = FairLevel.of(demands, capacity);
            double given = 0;
            for (double demand : demands) {
                given += Math.min(demand, level);
            }
            assertThat(given).isEqualTo(capacity, within(1e-6));
        }
    }
}
