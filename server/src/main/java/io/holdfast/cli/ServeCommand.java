package io.holdfast.cli;

import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.config.Settings;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs the server until it is told to stop. Explains its options; a start with nothing to explain is {@link ServeArguments}'s. */
@Command(name = "serve", description = "Run the server.", sortOptions = false)
final class ServeCommand implements Callable<Integer> {

    private final Program program;
    private final CommandLine line = new CommandLine(this);
    private final SettingOptions settings;

    private ServeCommand(Program program, Map<String, String> environment) {
        this.program = program;
        this.settings = SettingOptions.addTo(line.getCommandSpec(), Settings.ALL, environment);
    }

    static CommandLine line(Program program, Map<String, String> environment) {
        return new ServeCommand(program, environment).line;
    }

    @Override
    public Integer call() throws InterruptedException {
        return new Serving(program, line.getOut(), line.getErr()).run(() -> ServerConfig.of(settings.read()));
    }
}
