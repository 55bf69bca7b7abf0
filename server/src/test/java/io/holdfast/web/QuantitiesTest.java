package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.operator.figure.Figure;
import io.holdfast.operator.figure.Reading;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            COUNT,      18000,       '18,000'
            PER_SECOND, 3.25,        3.3 /s
            PER_SECOND, 3600,        '3,600 /s'
            SHARE,      0.034,       3.4 %
            SHARE,      0.7,         70 %
            MILLIS,     0.42,        0.42 ms
            MILLIS,     2500,        2.5 s
            SECONDS,    0.2,         0.2 s
            SECONDS,    600,         10 min
            BYTES,      1610612736,  1.5 GiB
            BYTES,      12,          12 B
            """)
    void figures_are_told_as_people_read_them(Figure.Unit unit, double value, String told) {
        assertThat(Quantities.text(new Reading(new Figure("x", "x", unit), value, Duration.ZERO)))
                .isEqualTo(told);
    }

    @Test
    void a_course_shows_peaks_from_nothing_to_its_highest() {
        assertThat(Course.of(new double[] {1}, 0)).isEmpty();
        assertThat(Course.of(new double[] {0, 10}, 0)).isEqualTo("0,39.0 300,1.0");
        assertThat(Course.of(new double[] {0, 10}, 20)).isEqualTo("0,39.0 300,20.0");
        double[] quiet = new double[900];
        quiet[450] = 5;
        assertThat(Course.of(quiet, 0)).contains(",1.0").hasSizeLessThan(150 * 10);
    }
}
