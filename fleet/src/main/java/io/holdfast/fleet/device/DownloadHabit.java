package io.holdfast.fleet.device;

import java.util.Optional;

/**
 * What is special about a device's downloads.
 *
 * @param breaksOff whether its first download of an artifact breaks after {@link #BREAKS_AFTER_BYTES} and is resumed
 * @param expectedSha256 what it requires of the whole artifact, in hex; it fails the update otherwise
 */
public record DownloadHabit(boolean breaksOff, Optional<String> expectedSha256) {
    /** A quarter of the mebibyte that a bench rolls out. */
    static final int BREAKS_AFTER_BYTES = 256 * 1024;

    /** Takes what comes. */
    public static final DownloadHabit PLAIN = new DownloadHabit(false, Optional.empty());
}
