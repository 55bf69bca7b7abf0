package io.holdfast.cli;

import io.holdfast.platform.config.EffectiveConfig;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.config.Settings;
import io.holdfast.platform.startup.ConnectionBudget;
import io.holdfast.platform.startup.FileLimit;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Shows what a server would be started with, and says where each value comes from. */
@Command(
        name = "config",
        description = "Print the effective configuration and where each value comes from; secrets redacted.",
        sortOptions = false)
final class ConfigCommand implements Runnable {

    private final CommandLine line = new CommandLine(this);
    private final SettingOptions settings;

    private ConfigCommand(Map<String, String> environment) {
        this.settings = SettingOptions.addTo(line.getCommandSpec(), Settings.ALL, environment);
    }

    static CommandLine line(Map<String, String> environment) {
        return new ConfigCommand(environment).line;
    }

    @Override
    public void run() {
        EffectiveConfig config = settings.read();
        ServerConfig decided = ServerConfig.of(config); // refuses what serve would refuse
        ConnectionBudget budget =
                ConnectionBudget.within(FileLimit.current(), decided.listen().maxConnections());
        config.lines(Map.of(Settings.MAX_CONNECTIONS, Integer.toString(budget.connections())))
                .forEach(line.getOut()::println);
        line.getOut().flush();
    }
}
