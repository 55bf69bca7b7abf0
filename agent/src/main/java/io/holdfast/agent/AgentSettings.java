package io.holdfast.agent;

import io.holdfast.agent.session.Offers;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/**
 * What an agent is told.
 *
 * @param server the server's address, http or https
 * @param data folder for the key and the token; made with mode 0700 if it is not there
 * @param identity who the device is: one attribute at least
 * @param tenantToken where it belongs; may be empty
 * @param deviceType what the device is, for updates and inventory
 * @param inventoryEvery how often it reports its inventory
 * @param pollEvery how often it asks for an update
 */
public record AgentSettings(
        URI server,
        Path data,
        Map<String, String> identity,
        String tenantToken,
        String deviceType,
        SSLContext trust,
        Duration inventoryEvery,
        Duration pollEvery,
        Offers offers) {
    public AgentSettings {
        identity = Map.copyOf(new TreeMap<>(identity));
        if (identity.isEmpty()) {
            throw new IllegalArgumentException("a device has an identity");
        }
    }

    /** The token is no business of a log. */
    @Override
    public String toString() {
        return "AgentSettings[server=" + server + ", identity=" + identity + ", tenantToken=‹redacted›]";
    }
}
