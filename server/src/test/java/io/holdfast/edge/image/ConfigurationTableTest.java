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

    private static final int TENANT = 3;

    @Test
    void one_tenant_takes_its_share_and_leaves_the_rest_to_others() {
        ConfigurationTable table = new ConfigurationTable(new SharedTexts(450, 300));
        table.put(TENANT, 0, A);
        table.put(TENANT, 1, B);
        assertThat(table.at(1)).isEqualTo(new NoRoom());
        assertThat(table.fits(TENANT, 1, B.configured())).isFalse();
        assertThat(table.fits(TENANT, 1, A.configured())).as("what is held").isTrue();
        assertThat(table.fits(TENANT, 0, B.configured()))
                .as("instead of its own")
                .isTrue();
        assertThat(table.fits(TENANT, 1, "{}")).isTrue();

        assertThat(table.fits(TENANT + 1, 2, B.configured())).isTrue();
        table.put(TENANT + 1, 2, B);
        assertThat(table.at(2)).isEqualTo(B);

        assertThat(table.fits(TENANT + 2, 3, A.configured())).as("in total").isFalse();
        table.put(TENANT + 2, 3, A);
        assertThat(table.at(3)).isEqualTo(new NoRoom());
    }

    @Test
    void nothing_takes_no_room_from_a_deployment_of_nothing() {
        ConfigurationTable table = table(1 << 20);
        String held = table.texts().hold(TENANT, "{}");
        long bytes = table.texts().bytes();

        table.put(TENANT, 0, REPORTED);
        table.put(TENANT, 0, ImageConfiguration.NONE);

        assertThat(table.texts().bytes()).isEqualTo(bytes);
        table.texts().release(TENANT, held);
        assertThat(table.texts().bytes()).isZero();
    }

    @Test
    void every_step_from_one_content_to_another_is_seen_once() {
        List<ImageConfiguration> contents = List.of(ImageConfiguration.NONE, A, A_REPORTED, B, REPORTED);
        for (ImageConfiguration from : contents) {
            for (ImageConfiguration to : contents) {
                ConfigurationTable table = table(1 << 20);
                table.put(TENANT, 5, from);

                assertThat(table.put(TENANT, 5, to)).isEqualTo(!from.equals(to));
                assertThat(table.put(TENANT, 5, to)).isFalse();
                assertThat(table.at(5)).isEqualTo(to);
                assertThat(indices(table)).isEqualTo(to.equals(ImageConfiguration.NONE) ? List.of() : List.of(5));
            }
        }
    }

    @Test
    void indices_far_from_each_other_do_not_meet() {
        ConfigurationTable table = table(1 << 20);
        for (int index : new int[] {0, 1023, 1024, 7_999_999}) {
            table.put(TENANT, index, new Known("{\"i\":\"" + index + "\"}", false, 0));
        }

        assertThat(indices(table)).containsExactlyInAnyOrder(0, 1023, 1024, 7_999_999);
        assertThat(table.at(1024)).isEqualTo(new Known("{\"i\":\"1024\"}", false, 0));
        assertThat(table.at(1)).isEqualTo(ImageConfiguration.NONE);
    }

    @Test
    void devices_that_are_configured_alike_share_one_text_whose_room_is_free_when_the_last_has_another() {
        // Room for one text and not for two.
        ConfigurationTable table = table(300);
        for (int index = 0; index < 1_000; index++) {
            table.put(TENANT, index, A);
        }
        assertThat(((Known) table.at(0)).configured()).isSameAs(((Known) table.at(999)).configured());

        table.put(TENANT, 1_000, B);
        assertThat(table.at(1_000)).isEqualTo(new NoRoom());

        for (int index = 0; index < 1_000; index++) {
            table.put(TENANT, index, ImageConfiguration.NONE);
        }
        assertThat(table.put(TENANT, 1_000, B)).isTrue();
        assertThat(table.at(1_000)).isEqualTo(B);
    }

    @Test
    void a_device_that_changes_needs_no_room_but_its_own() {
        ConfigurationTable table = table(300);
        table.put(TENANT, 0, A);

        assertThat(table.put(TENANT, 0, B)).isTrue();
        assertThat(table.at(0)).isEqualTo(B);
    }

    @Test
    void what_finds_no_room_is_not_taken_for_nothing_and_says_so_once() {
        ConfigurationTable table = table(10);

        assertThat(table.put(TENANT, 3, A)).isTrue();
        assertThat(table.put(TENANT, 3, A)).isFalse();
        assertThat(table.at(3)).isEqualTo(new NoRoom());
        assertThat(table.put(TENANT, 3, REPORTED)).as("what needs no room").isTrue();
        assertThat(table.at(3)).isEqualTo(REPORTED);
    }

    private static ConfigurationTable table(long bytesMax) {
        return new ConfigurationTable(new SharedTexts(bytesMax, bytesMax));
    }

    private static List<Integer> indices(ConfigurationTable table) {
        List<Integer> indices = new ArrayList<>();
        table.each(indices::add);
        return indices;
    }
}
