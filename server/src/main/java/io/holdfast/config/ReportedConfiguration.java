package io.holdfast.config;

import io.holdfast.identity.DeviceRef;
import io.holdfast.wire.mender.Configuration;

/**
 * What a device says that it is configured to: all of it, so the last one counts.
 *
 * @param text {@link Configuration#text()}: the form that is stored
 * @param contentHash {@link Configuration#contentHash()}
 */
public record ReportedConfiguration(DeviceRef device, String text, long contentHash) {

    public static ReportedConfiguration of(DeviceRef device, Configuration configuration) {
        return new ReportedConfiguration(device, configuration.text(), configuration.contentHash());
    }

    /** A value may be a password. */
    @Override
    public String toString() {
        return "ReportedConfiguration[device=" + device + ", text=‹redacted›]";
    }
}
