package io.holdfast.fleet.device;

/**
 * Who a virtual device is.
 *
 * @param mac its identity; unique in the fleet
 * @param tenantToken empty for the default tenant
 * @param failsUpdates whether each installation fails, is rolled back and logged
 * @param downloads what is special about its downloads
 * @param client the client it imitates
 */
public record DeviceProfile(
        String mac,
        String deviceType,
        String artifactName,
        String tenantToken,
        DeviceKey key,
        boolean failsUpdates,
        DownloadHabit downloads,
        ClientGeneration client) {

    /** A device of the default tenant that runs {@code initial}, with today's client, and installs what it is given. */
    public static DeviceProfile of(String mac, String deviceType, DeviceKey key) {
        return new DeviceProfile(
                mac, deviceType, "initial", "", key, false, DownloadHabit.PLAIN, ClientGeneration.MENDER_3);
    }

    /** The n-th address of a range that real hardware does not use (locally administered); n below 2^32. */
    public static String macNumber(long n) {
        return "02:00:%02x:%02x:%02x:%02x".formatted(n >> 24 & 0xff, n >> 16 & 0xff, n >> 8 & 0xff, n & 0xff);
    }

    public DeviceProfile failing() {
        return new DeviceProfile(mac, deviceType, artifactName, tenantToken, key, true, downloads, client);
    }

    public DeviceProfile downloading(DownloadHabit habit) {
        return new DeviceProfile(mac, deviceType, artifactName, tenantToken, key, failsUpdates, habit, client);
    }

    public DeviceProfile with(ClientGeneration generation) {
        return new DeviceProfile(mac, deviceType, artifactName, tenantToken, key, failsUpdates, downloads, generation);
    }
}
