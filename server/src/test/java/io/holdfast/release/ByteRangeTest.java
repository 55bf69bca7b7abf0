package io.holdfast.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, sections 13.1.5 and 14. */
class ByteRangeTest {
    private static final String ETAG = "\"v1\"";

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=0-, 0, 99",
        "bytes=0-99, 0, 99",
        "bytes=0-100, 0, 99",
        "bytes=0-999999999999999999, 0, 99",
        "bytes=99-, 99, 99",
        "bytes=50-60, 50, 60",
        "bytes=-1, 99, 99",
        "bytes=-100, 0, 99",
        "bytes=-101, 0, 99",
        "bytes=007-008, 7, 8"
    })
    void a_part_is_cut_to_what_there_is(String range, long first, long last) {
        ByteRange.Part part = new ByteRange.Part(first, last, 100);

        assertThat(of(range, 100)).isEqualTo(part);
        assertThat(part.length()).isEqualTo(last - first + 1);
        assertThat(part.contentRange()).isEqualTo("bytes " + first + "-" + last + "/100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=999999999999999999-"})
    void what_begins_behind_the_end_cannot_be_answered(String range) {
        assertThat(of(range, 100)).isEqualTo(new ByteRange.Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=1",
                "bytes=5-4",
                "bytes=+1-2",
                "bytes=0x1-2",
                "bytes=1-2-3",
                "bytes=1 - 2",
                "items=0-1",
                "bytes=0-1,5-6",
                "bytes=99999999999999999999-",
                "bytes=0-99999999999999999999"
            })
    void what_cannot_be_read_or_asks_for_several_is_ignored(String range) {
        assertThat(of(range, 100)).isEqualTo(new ByteRange.Whole());
    }

    @Test
    void no_range_is_the_whole() {
        assertThat(ByteRange.of(Optional.empty(), Optional.empty(), ETAG, 100)).isEqualTo(new ByteRange.Whole());
    }

    @ParameterizedTest
    @CsvSource({
        "'\"v1\"', true",
        "'\"v2\"', false",
        "'W/\"v1\"', false",
        "'v1', false",
        "'Sat, 21 Nov 2026 10:00:00 GMT', false"
    })
    void a_resumption_counts_only_for_the_very_same_version(String ifRange, boolean honoured) {
        ByteRange range = ByteRange.of(Optional.of("bytes=1-2"), Optional.of(ifRange), ETAG, 100);

        assertThat(range).isEqualTo(honoured ? new ByteRange.Part(1, 2, 100) : new ByteRange.Whole());
    }

    private static ByteRange of(String range, long total) {
        return ByteRange.of(Optional.of(range), Optional.empty(), ETAG, total);
    }
}
