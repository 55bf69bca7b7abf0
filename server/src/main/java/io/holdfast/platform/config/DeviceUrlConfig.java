package io.holdfast.platform.config;

import java.util.Optional;

/**
 * Under which addresses ports of devices are shown.
 *
 * @param domain each device URL has a host of its own below it; without one they have paths of this server
 * @param certificate for all hosts of the domain, where somebody else writes and renews it
 */
public record DeviceUrlConfig(Optional<String> domain, Optional<TlsConfig.Files> certificate) {
    /** No hosts of their own. */
    public static final DeviceUrlConfig PATHS = new DeviceUrlConfig(Optional.empty(), Optional.empty());
}
