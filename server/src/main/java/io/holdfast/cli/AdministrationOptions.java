package io.holdfast.cli;

import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.config.Setting;
import io.holdfast.platform.config.Settings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** What all commands share that work on the database, with its server running or not. */
final class AdministrationOptions {

    private static final List<Setting<?>> SETTINGS = List.of(Settings.DATA, Settings.DATABASE_URL);

    private final Program program;
    private final CommandLine line;
    private final SettingOptions settings;

    AdministrationOptions(Program program, CommandLine line, Map<String, String> environment) {
        this.program = program;
        this.line = line;
        this.settings = SettingOptions.addTo(line.getCommandSpec(), SETTINGS, environment);
    }

    Administration open() {
        LogLevel.WARN.use();
        return program.administration(ServerConfig.of(settings.read()), new Progress(line.getErr()));
    }

    PrintWriter out() {
        return line.getOut();
    }
}
