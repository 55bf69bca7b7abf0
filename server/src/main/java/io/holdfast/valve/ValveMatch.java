package io.holdfast.valve;

import io.holdfast.identity.DeviceId;
import io.holdfast.tenancy.TenantId;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which devices a valve touches: those for whom everything holds that is named here. At least one thing is named.
 *
 * @param deviceType empty text: of devices that never said
 */
public record ValveMatch(
        Optional<TenantId> tenant,
        Optional<String> deviceType,
        Optional<VersionPattern> version,
        Optional<DeviceId> device) {

    /** From the one that says most of a device to the one that says least: who names the device itself knows best. */
    public static final Comparator<ValveMatch> MOST_TELLING_FIRST = Comparator.comparingInt(
                    (ValveMatch match) -> match.device().isPresent() ? 1 : 0)
            .thenComparingInt(ValveMatch::named)
            .thenComparingInt(ValveMatch::versionChars)
            .reversed();

    public ValveMatch {
        if (tenant.isEmpty() && deviceType.isEmpty() && version.isEmpty() && device.isEmpty()) {
            throw new IllegalArgumentException("a valve that names nothing touches everything");
        }
    }

    private int named() {
        return (tenant.isPresent() ? 1 : 0) + (deviceType.isPresent() ? 1 : 0) + (version.isPresent() ? 1 : 0);
    }

    /** An exact version says more than any beginning. */
    private int versionChars() {
        return version.map(pattern -> switch (pattern) {
                    case VersionPattern.Exactly exactly -> Integer.MAX_VALUE;
                    case VersionPattern.Beginning beginning ->
                        beginning.prefix().length();
                })
                .orElse(-1);
    }

    /** Whether devices of this kind are touched, as far as the device itself is not asked for. */
    public boolean matches(TenantId whose, String type, String runs) {
        return tenant.map(whose::equals).orElse(true)
                && deviceType.map(type::equals).orElse(true)
                && version.map(pattern -> pattern.matches(runs)).orElse(true);
    }

    /** Whether this device is touched. */
    public boolean matches(TenantId whose, String type, String runs, DeviceId id) {
        return device.map(id::equals).orElse(true) && matches(whose, type, runs);
    }

    /** Whether type or version are asked for: of devices whose versions are too many to tell apart nobody knows them. */
    public boolean asksForSoftware() {
        return deviceType.isPresent() || version.isPresent();
    }
}
