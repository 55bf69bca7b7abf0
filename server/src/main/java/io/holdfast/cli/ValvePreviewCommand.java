package io.holdfast.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Count whom a valve would touch now, and set nothing. */
@Command(name = "preview", description = "Count whom a valve would touch now, and set nothing.", sortOptions = false)
final class ValvePreviewCommand implements Runnable {

    private final CommandLine line = new CommandLine(this);
    private final SettingOptions settings;

    @Mixin
    private final ValveOptions whom = new ValveOptions();

    private ValvePreviewCommand(Map<String, String> environment) {
        this.settings = SettingOptions.addTo(line.getCommandSpec(), OperatorPort.SETTINGS, environment);
    }

    static CommandLine line(Map<String, String> environment) {
        return new ValvePreviewCommand(environment).line;
    }

    @Override
    public void run() {
        OperatorPort port = new OperatorPort(settings.read());
        ValveText.touched(line.getOut(), port.post("/valves/preview", whom.json()));
        line.getOut().flush();
    }
}
