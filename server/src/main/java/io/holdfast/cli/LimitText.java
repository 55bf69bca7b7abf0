package io.holdfast.cli;

import io.holdfast.release.StorageLimit;
import io.holdfast.release.StorageUsage;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.tenancy.DeviceUsage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Limits as a person types and reads them. {@code unlimited} is a word, because 0 is a limit like any other. */
final class LimitText {
    private static final String UNLIMITED = "unlimited";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,3})?) ?([KMGT]iB|B)?");
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");
    private static final int STEP = 1024;

    private LimitText() {}

    /** {@code unlimited}, or a whole number; empty for anything else. */
    static Optional<DeviceLimit> devices(String text) {
        if (text.equals(UNLIMITED)) {
            return Optional.of(DeviceLimit.unlimited());
        }
        try {
            int devices = Integer.parseInt(text);
            return devices < 0 ? Optional.empty() : Optional.of(DeviceLimit.atMost(devices));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    /** {@code unlimited}, or bytes with a unit of 1024 ({@code 1.5 GiB}) or without; empty for anything else. */
    static Optional<StorageLimit> storage(String text) {
        if (text.equals(UNLIMITED)) {
            return Optional.of(StorageLimit.unlimited());
        }
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return Optional.empty();
        }
        int unit = UNITS.indexOf(Optional.ofNullable(size.group(2)).orElse("B"));
        try {
            return Optional.of(StorageLimit.atMost(new BigDecimal(size.group(1))
                    .multiply(BigDecimal.valueOf(STEP).pow(unit))
                    .toBigIntegerExact()
                    .longValueExact()));
        } catch (ArithmeticException noWholeBytes) {
            return Optional.empty();
        }
    }

    /** What holds, in two lines. */
    static String of(TenantLimits limits) {
        return "devices: " + of(limits.devices()) + "\nstorage: " + of(limits.storage());
    }

    private static String of(DeviceUsage usage) {
        String limit = switch (usage.limit()) {
            case DeviceLimit.Unlimited unlimited -> UNLIMITED;
            case DeviceLimit.AtMost most -> "at most " + most.devices();
        };
        return usage.accepted() + " accepted, " + limit;
    }

    private static String of(StorageUsage usage) {
        String limit = switch (usage.limit()) {
            case StorageLimit.Unlimited unlimited -> UNLIMITED;
            case StorageLimit.AtMost most -> "at most " + bytes(most.bytes());
        };
        return bytes(usage.storedBytes()) + " stored, " + limit;
    }

    /** In the largest unit of which there is one, to a tenth. */
    static String bytes(long bytes) {
        int unit = 0;
        long whole = bytes;
        while (whole >= STEP && unit < UNITS.size() - 1) {
            whole /= STEP;
            unit++;
        }
        BigDecimal shown = BigDecimal.valueOf(bytes)
                .divide(BigDecimal.valueOf(STEP).pow(unit), unit == 0 ? 0 : 1, RoundingMode.HALF_UP);
        return String.format(Locale.ROOT, "%s %s", shown.stripTrailingZeros().toPlainString(), UNITS.get(unit));
    }
}
