package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.AuthSet;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.Device;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Standing;
import io.holdfast.web.view.Attribute;
import io.holdfast.web.view.Chip;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTextsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"mac\":\"a\",\"sn\":\"b\",\"name\":\"c\"} | c",
                "{\"mac\":\"a\",\"sn\":\"b\"} | b",
                "{\"mac\":\"a\",\"color\":\"red\"} | a",
                "{\"color\":\"red\",\"size\":7} | red",
                "{\"size\":7} | 7",
                "{\"name\":[\"x\",\"y\"]} | x, y"
            })
    void a_device_is_called_by_what_people_call_it_by(String identity, String name) {
        assertThat(DeviceTexts.name(device(identity))).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"name\":\"\"}", "{\"name\":\" \"}"})
    void a_device_without_a_name_is_called_by_its_id(String identity) {
        Device device = device(identity);
        assertThat(DeviceTexts.name(device)).isEqualTo(device.id().toString());
    }

    @Test
    void a_long_name_is_cut_with_a_mark() {
        assertThat(DeviceTexts.name(device("{\"name\":\"" + "x".repeat(60) + "\"}")))
                .isEqualTo("x".repeat(60));
        assertThat(DeviceTexts.name(device("{\"name\":\"" + "x".repeat(61) + "\"}")))
                .isEqualTo("x".repeat(60) + "…");
    }

    @Test
    void what_the_name_says_is_not_said_again() {
        assertThat(DeviceTexts.identityBesideName(device("{\"sn\":\"b\",\"mac\":\"a\"}")))
                .containsExactly(new Attribute("mac", "a"));
    }

    @Test
    void inventories_are_shown_by_name_with_lists_in_one_line() {
        assertThat(DeviceTexts.inventory("{\"z\":{\"value\":[1,\"two\",true]},\"a\":{\"value\":\"x\"},\"m\":{}}"))
                .containsExactly(new Attribute("a", "x"), new Attribute("m", ""), new Attribute("z", "1, two, true"));
    }

    @Test
    void every_standing_has_a_word_and_a_tone_of_its_own() {
        List<Chip> chips = Stream.of(Standing.values()).map(DeviceTexts::chip).toList();
        assertThat(chips).doesNotHaveDuplicates();
        assertThat(DeviceTexts.chip(Standing.ACCEPTED).tone()).isEqualTo(Chip.Tone.GOOD);
        assertThat(DeviceTexts.chip(Standing.REJECTED).tone()).isEqualTo(Chip.Tone.BAD);
    }

    @Test
    void a_key_that_cannot_be_read_is_said_to_be_so() {
        AuthSet broken = new AuthSet(AuthSetId.random(), "no key", Standing.PENDING, Instant.EPOCH);
        assertThat(DeviceTexts.fingerprint(broken)).isEqualTo("unreadable key");
        assertThat(DeviceTexts.kind(broken)).isEqualTo("UNKNOWN");
    }

    private static Device device(String identity) {
        return new Device(DeviceId.random(), identity, Standing.PENDING, Instant.EPOCH, Instant.EPOCH, List.of());
    }
}
