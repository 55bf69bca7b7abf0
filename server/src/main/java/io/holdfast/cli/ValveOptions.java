package io.holdfast.cli;

import io.holdfast.platform.json.Json;
import java.util.Optional;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Whom a valve touches, as options. */
final class ValveOptions {
    @Option(names = "--tenant", paramLabel = "T", description = "Devices of this tenant: its name or id.")
    private Optional<String> tenant = Optional.empty();

    @Option(
            names = "--device-type",
            paramLabel = "D",
            description = "Devices of this type; '' for those that never said.")
    private Optional<String> deviceType = Optional.empty();

    @Option(
            names = "--version",
            paramLabel = "V",
            description = "Devices that run this artifact; 'V*' for all that begin so, '' for those that never said.")
    private Optional<String> version = Optional.empty();

    @Option(names = "--device", paramLabel = "ID", description = "This device.")
    private Optional<String> device = Optional.empty();

    ObjectNode json() {
        ObjectNode json = Json.object();
        tenant.ifPresent(text -> json.put("tenant", text));
        deviceType.ifPresent(text -> json.put("device_type", text));
        version.ifPresent(text -> json.put("version", text));
        device.ifPresent(text -> json.put("device", text));
        return json;
    }
}
