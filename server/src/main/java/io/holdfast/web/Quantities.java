package io.holdfast.web;

import io.holdfast.operator.figure.Reading;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Quantities {
    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Quantities() {}

    static String text(Reading reading) {
        double value = reading.value();
        return switch (reading.figure().unit()) {
            case COUNT -> format("%,.0f", value);
            case PER_SECOND -> rate(value);
            case SHARE -> percent(value);
            case MILLIS -> millis(value);
            case SECONDS -> value < 10 ? format("%.1f s", value) : seconds(Duration.ofMillis((long) (value * 1_000)));
            case BYTES -> bytes(value);
        };
    }

    static String rate(double value) {
        return value == 0 ? "0 /s" : value < 10 ? format("%.1f /s", value) : format("%,.0f /s", value);
    }

    static String percent(double share) {
        return share > 0 && share < 0.1 ? format("%.1f %%", share * 100) : format("%.0f %%", share * 100);
    }

    static String millis(double millis) {
        if (millis >= 1_000) {
            return format("%.1f s", millis / 1_000);
        }
        return millis == 0 ? "0 ms" : millis < 10 ? format("%.2f ms", millis) : format("%.0f ms", millis);
    }

    static String seconds(Duration span) {
        long seconds = span.toSeconds();
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
    }

    private static String bytes(double bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1_024 && unit < BYTE_UNITS.length - 1) {
            value /= 1_024;
            unit++;
        }
        return (value < 10 && unit > 0 ? format("%.1f ", value) : format("%.0f ", value)) + BYTE_UNITS[unit];
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }
}
