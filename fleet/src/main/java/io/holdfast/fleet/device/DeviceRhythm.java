package io.holdfast.fleet.device;

import java.time.Duration;

/**
 * How often a virtual device speaks. Like mender-client 3.4.0 it has no jitter.
 *
 * @param poll between two questions for an update
 * @param inventory between two inventory reports
 * @param retry after a refused authorisation, a broken download or an unconfirmed final status
 * @param install how long an installation takes
 * @param patience how long an answer is waited for
 */
public record DeviceRhythm(Duration poll, Duration inventory, Duration retry, Duration install, Duration patience) {
    /** Fast enough that a thousand devices make more than five hundred requests a second. */
    public static DeviceRhythm brisk() {
        return new DeviceRhythm(
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofMillis(500),
                Duration.ofSeconds(10));
    }
}
