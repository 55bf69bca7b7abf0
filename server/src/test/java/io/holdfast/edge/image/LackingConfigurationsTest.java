package io.holdfast.edge.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LackingConfigurationsTest {
    private final SharedTexts texts = new SharedTexts(1 << 20, 1 << 20);
    private final LackingConfigurations lacking = new LackingConfigurations(texts);

    @Test
    void nobody_is_read_again_before_room_becomes_free() {
        lacking.add(1);

        assertThat(lacking.due()).isFalse();
        assertThat(lacking.next(10)).isEmpty();

        free();
        assertThat(lacking.next(10)).containsExactly(1);
        assertThat(lacking.due()).as("once for each time").isFalse();
    }

    @Test
    void everybodys_turn_comes_before_anybodys_second() {
        for (int index = 0; index < 5; index++) {
            assertThat(lacking.add(index)).isEqualTo(index == 0);
        }

        free();
        assertThat(lacking.next(2)).containsExactly(0, 1);
        free();
        assertThat(lacking.next(2)).containsExactly(2, 3);
        free();
        lacking.remove(0);
        assertThat(lacking.next(2)).containsExactly(4, 1);
    }

    @Test
    void who_has_room_meanwhile_is_not_read_again() {
        lacking.add(7);
        free();
        assertThat(lacking.due()).isTrue();

        lacking.remove(7);

        assertThat(lacking.due()).isFalse();
        assertThat(lacking.isEmpty()).isTrue();
    }

    private void free() {
        texts.release(0, texts.hold(0, "text"));
    }
}
