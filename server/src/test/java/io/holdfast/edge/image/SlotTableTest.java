package io.holdfast.edge.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.dice.Dice;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotTableTest {
    /** The worst: everything on one chain; a few chains; a chain that runs over the table's end; and as it is meant. */
    @ParameterizedTest
    @ValueSource(strings = {"one chain", "four chains", "over the end", "spread"})
    void it_finds_what_is_in_it_and_nothing_else_however_hashes_collide(String hashes) {
        IntToLongFunction hashOf = index -> switch (hashes) {
            case "one chain" -> 17;
            case "four chains" -> index % 4 * 256L;
            case "over the end" -> 1_020 + index % 8;
            default -> Mix.mix(index);
        };
        SlotTable table = new SlotTable();
        Set<Integer> there = new HashSet<>();
        Dice dice = Dice.seeded(23);
        int next = 0;

        for (int step = 0; step < 3_000; step++) {
            if (there.isEmpty() || dice.below(3) > 0) {
                table.add(hashOf.applyAsLong(next), next, hashOf);
                there.add(next++);
            } else {
                int gone = there.iterator().next();
                table.remove(hashOf.applyAsLong(gone), gone);
                there.remove(gone);
            }
            int asked = dice.below(next);
            int found = table.find(hashOf.applyAsLong(asked), index -> index == asked);
            assertThat(found).as("step %s, index %s", step, asked).isEqualTo(there.contains(asked) ? asked : -1);
        }
        for (int index = 0; index < next; index++) {
            int asked = index;
            assertThat(table.find(hashOf.applyAsLong(index), at -> at == asked))
                    .isEqualTo(there.contains(index) ? index : -1);
        }
    }

    @Test
    void it_stays_as_small_as_what_lives_in_it_however_much_comes_and_goes() {
        SlotTable table = new SlotTable();
        long before = table.bytes();
        for (int index = 0; index < 100_000; index++) {
            table.add(Mix.mix(index), index, Mix::mix);
            table.remove(Mix.mix(index), index);
        }
        assertThat(table.bytes()).isEqualTo(before);
    }

    @Test
    void room_made_beforehand_is_not_made_again() {
        SlotTable table = new SlotTable();
        table.reserve(100_000, Mix::mix);
        long reserved = table.bytes();
        for (int index = 0; index < 100_000; index++) {
            table.add(Mix.mix(index), index, Mix::mix);
        }
        assertThat(table.bytes()).isEqualTo(reserved);
        assertThat(reserved).isBetween(100_000L * 4 * 4 / 3, 100_000L * 4 * 4 / 3 * 2 + 1024);
    }
}
