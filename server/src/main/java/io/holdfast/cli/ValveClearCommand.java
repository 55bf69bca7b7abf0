package io.holdfast.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Take a valve away. */
@Command(name = "clear", description = "Take a valve away.", sortOptions = false)
final class ValveClearCommand implements Runnable {

    private final CommandLine line = new CommandLine(this);
    private final SettingOptions settings;

    @Parameters(index = "0", paramLabel = "ID", description = "Of the valve, as list shows it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private UUID id;

    @Option(names = "--by", paramLabel = "WHO", description = "Who does it, for the audit trail.")
    private String who = System.getProperty("user.name", "operator");

    private ValveClearCommand(Map<String, String> environment) {
        this.settings = SettingOptions.addTo(line.getCommandSpec(), OperatorPort.SETTINGS, environment);
    }

    static CommandLine line(Map<String, String> environment) {
        return new ValveClearCommand(environment).line;
    }

    @Override
    public void run() {
        String by = URLEncoder.encode(who, StandardCharsets.UTF_8);
        JsonNode answer = new OperatorPort(settings.read()).delete("/valves/" + id + "?by=" + by);
        line.getOut().println("cleared. " + answer.path("sentence").asString(""));
        line.getOut().flush();
    }
}
