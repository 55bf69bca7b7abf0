package io.holdfast.cli;

import io.holdfast.release.StorageLimit;
import io.holdfast.tenancy.DeviceLimit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Shows and sets how many devices a tenant may have accepted and how much it may store. */
@Command(
        name = "limit",
        description =
                "Set how many devices a tenant may have accepted and how much it may store, and print what holds; works"
                        + " whether the server runs or not.",
        sortOptions = false)
final class TenantLimitCommand implements Runnable {

    private final CommandLine line = new CommandLine(this);
    private final AdministrationOptions administration;

    @Parameters(paramLabel = "NAME", description = "Name of the tenant.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(
            names = "--devices",
            paramLabel = "N",
            description =
                    "How many devices may be accepted at once, or unlimited. Devices beyond a lowered limit stay.")
    private Optional<String> devices = Optional.empty();

    @Option(
            names = "--storage",
            paramLabel = "SIZE",
            description =
                    "How much its artifacts may take, such as 500MiB or 10GiB, or unlimited. Artifacts beyond a lowered limit"
                            + " stay.")
    private Optional<String> storage = Optional.empty();

    private TenantLimitCommand(Program program, Map<String, String> environment) {
        this.administration = new AdministrationOptions(program, line, environment);
    }

    static CommandLine line(Program program, Map<String, String> environment) {
        return new TenantLimitCommand(program, environment).line;
    }

    @Override
    public void run() {
        Optional<DeviceLimit> ofDevices =
                devices.map(text -> read("--devices", text, LimitText::devices, "a whole number, or unlimited"));
        Optional<StorageLimit> ofStorage = storage.map(
                text -> read("--storage", text, LimitText::storage, "whole bytes, a size such as 10GiB, or unlimited"));
        try (Administration open = administration.open()) {
            administration.out().println(LimitText.of(open.limit(name, ofDevices, ofStorage)));
            administration.out().flush();
        }
    }

    private <T> T read(String option, String text, Function<String, Optional<T>> reading, String expected) {
        return reading.apply(text)
                .orElseThrow(() -> new ParameterException(line, option + " is " + expected + ", not '" + text + "'."));
    }
}
