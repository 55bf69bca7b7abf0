package io.holdfast.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.dice.Dice;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefusalHoldTest {

    @Test
    void it_has_4096_places_and_a_place_that_is_given_back_is_there_again() {
        RefusalHold hold = new RefusalHold(Dice.seeded(1));
        for (int i = 0; i < 4_096; i++) {
            assertThat(hold.enter()).isTrue();
        }
        assertThat(hold.enter()).isFalse();
        hold.leave();
        assertThat(hold.enter()).isTrue();
        assertThat(hold.held()).isEqualTo(4_096);
        assertThat(hold.heldEver()).isEqualTo(4_097);
        assertThat(hold.withoutPlace()).isOne();
    }

    @Test
    void a_refusal_is_held_for_a_quarter_of_a_second_to_a_second() {
        RefusalHold hold = new RefusalHold(Dice.seeded(1));
        for (int i = 0; i < 1_000; i++) {
            assertThat(hold.time()).isBetween(Duration.ofMillis(250), Duration.ofSeconds(1));
        }
    }
}
