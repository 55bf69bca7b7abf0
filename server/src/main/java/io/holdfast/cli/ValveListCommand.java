package io.holdfast.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Show the valves in force. */
@Command(name = "list", description = "Show the valves in force.", sortOptions = false)
final class ValveListCommand implements Runnable {

    private final CommandLine line = new CommandLine(this);
    private final SettingOptions settings;

    private ValveListCommand(Map<String, String> environment) {
        this.settings = SettingOptions.addTo(line.getCommandSpec(), OperatorPort.SETTINGS, environment);
    }

    static CommandLine line(Map<String, String> environment) {
        return new ValveListCommand(environment).line;
    }

    @Override
    public void run() {
        JsonNode valves = new OperatorPort(settings.read()).get("/valves").path("valves");
        valves.valueStream().forEach(valve -> line.getOut().println(ValveText.of(valve)));
        if (valves.isEmpty()) {
            line.getOut().println("no valves");
        }
        line.getOut().flush();
    }
}
