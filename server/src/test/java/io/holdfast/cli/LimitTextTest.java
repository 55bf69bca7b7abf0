package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.release.StorageLimit;
import io.holdfast.tenancy.DeviceLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTextTest {

    @Test
    void unlimited_is_a_word_and_zero_is_a_limit() {
        assertThat(LimitText.devices("unlimited")).contains(DeviceLimit.unlimited());
        assertThat(LimitText.devices("0")).contains(DeviceLimit.atMost(0));
        assertThat(LimitText.devices("2147483647")).contains(DeviceLimit.atMost(Integer.MAX_VALUE));
        assertThat(LimitText.storage("unlimited")).contains(StorageLimit.unlimited());
        assertThat(LimitText.storage("0")).contains(StorageLimit.atMost(0));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "1B, 1",
        "1KiB, 1024",
        "1 KiB, 1024",
        "0.5KiB, 512",
        "500MiB, 524288000",
        "1.5GiB, 1610612736",
        "2TiB, 2199023255552",
        "8388607TiB, 9223370937343148032"
    })
    void sizes_are_whole_bytes_in_units_of_1024(String text, long bytes) {
        assertThat(LimitText.storage(text)).contains(StorageLimit.atMost(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+1",
                "1e3",
                "0x10",
                "1,5GiB",
                "10GB",
                "10G",
                "GiB",
                "1  GiB",
                "0.1",
                "0.0001KiB",
                "8388608TiB",
                "9999999999999999",
                "Unlimited",
                "none",
                "1\u0000"
            })
    void anything_else_is_no_size(String text) {
        assertThat(LimitText.storage(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "2147483648", "1.5", "1 000", "Unlimited", "none", "1MiB"})
    void anything_else_is_no_count(String text) {
        assertThat(LimitText.devices(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1 KiB",
        "1536, 1.5 KiB",
        "1048575, 1024 KiB",
        "10737418240, 10 GiB",
        "9223372036854775807, 8388608 TiB"
    })
    void bytes_are_shown_in_the_largest_unit_of_which_there_is_one(long bytes, String shown) {
        assertThat(LimitText.bytes(bytes)).isEqualTo(shown);
    }
}
