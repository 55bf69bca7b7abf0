package io.holdfast.platform.dice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiceTest {

    @Test
    void the_same_seed_throws_the_same() {
        Dice one = Dice.seeded(42);
        Dice two = Dice.seeded(42);
        assertThat(one.uuid()).isEqualTo(two.uuid());
        assertThat(one.bytes(16)).isEqualTo(two.bytes(16));
        assertThat(one.below(1000)).isEqualTo(two.below(1000));
    }

    @Test
    void a_uuid_is_of_version_4() {
        for (int i = 0; i < 100; i++) {
            assertThat(Dice.secure().uuid().version()).isEqualTo(4);
            assertThat(Dice.seeded(i).uuid().variant()).isEqualTo(2);
        }
    }

    @Test
    void a_spread_stays_within_its_share() {
        Dice dice = Dice.seeded(7);
        for (int i = 0; i < 10_000; i++) {
            assertThat(dice.spread(1_000, 0.2)).isBetween(800L, 1_200L);
        }
    }
}
