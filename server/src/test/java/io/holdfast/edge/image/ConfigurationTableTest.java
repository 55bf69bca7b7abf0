package io.holdfast.edge.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageConfiguration.Known;
import io.holdfast.edge.image.ImageConfiguration.NoRoom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationTableTest {
    private static final Known A = new Known("{\"a\":\"1\"}", false, 0);
    private static final Known A_REPORTED = new Known("{\"a\":\"1\"}", true, 7);
    private static final Known B = new Known("{\"b\":\"1\"}", false, 0);
    private static final Known REPORTED = new Known("{}", true, 7);

    @Test
    void every_step_from_one_content_to_another_is_seen_once() {
        List<ImageConfiguration> contents = List.of(ImageConfiguration.NONE, A, A_REPORTED, B, REPORTED);
        for (ImageConfiguration from : contents) {
            for (ImageConfiguration to : contents) {
                ConfigurationTable table = new ConfigurationTable(1 << 20);
                table.put(5, from);

                assertThat(table.put(5, to)).isEqualTo(!from.equals(to));
                assertThat(table.put(5, to)).isFalse();
                assertThat(table.at(5)).isEqualTo(to);
                assertThat(indices(table)).isEqualTo(to.equals(ImageConfiguration.NONE) ? List.of() : List.of(5));
            }
        }
    }

    @Test
    void indices_far_from_each_other_do_not_meet() {
        ConfigurationTable table = new ConfigurationTable(1 << 20);
        for (int index : new int[] {0, 1023, 1024, 7_999_999}) {
            table.put(index, new Known("{\"i\":\"" + index + "\"}", false, 0));
        }

        assertThat(indices(table)).containsExactlyInAnyOrder(0, 1023, 1024, 7_999_999);
        assertThat(table.at(1024)).isEqualTo(new Known("{\"i\":\"1024\"}", false, 0));
        assertThat(table.at(1)).isEqualTo(ImageConfiguration.NONE);
    }

    @Test
    void devices_that_are_configured_alike_share_one_text_whose_room_is_free_when_the_last_has_another() {
        // Room for one text and not for two.
        ConfigurationTable table = new ConfigurationTable(300);
        for (int index = 0; index < 1_000; index++) {
            table.put(index, A);
        }
        assertThat(((Known) table.at(0)).configured()).isSameAs(((Known) table.at(999)).configured());

        table.put(1_000, B);
        assertThat(table.at(1_000)).isEqualTo(new NoRoom());

        for (int index = 0; index < 1_000; index++) {
            table.put(index, ImageConfiguration.NONE);
        }
        assertThat(table.put(1_000, B)).isTrue();
        assertThat(table.at(1_000)).isEqualTo(B);
    }

    @Test
    void a_device_that_changes_needs_no_room_but_its_own() {
        ConfigurationTable table = new ConfigurationTable(300);
        table.put(0, A);

        assertThat(table.put(0, B)).isTrue();
        assertThat(table.at(0)).isEqualTo(B);
    }

    @Test
    void what_finds_no_room_is_not_taken_for_nothing_and_says_so_once() {
        ConfigurationTable table = new ConfigurationTable(10);

        assertThat(table.put(3, A)).isTrue();
        assertThat(table.put(3, A)).isFalse();
        assertThat(table.at(3)).isEqualTo(new NoRoom());
        assertThat(table.put(3, REPORTED)).as("what needs no room").isTrue();
        assertThat(table.at(3)).isEqualTo(REPORTED);
    }

    private static List<Integer> indices(ConfigurationTable table) {
        List<Integer> indices = new ArrayList<>();
        table.each(indices::add);
        return indices;
    }
}
