package io.holdfast.cli;

import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.config.Settings;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Says where the operator's page is, and where the token that opens it. The token itself it does not print: terminals are recorded. */
@Command(
        name = "ops",
        description = "Print where the operator's page is and which file holds its token.",
        sortOptions = false)
final class OpsCommand implements Runnable {

    private final CommandLine line = new CommandLine(this);
    private final SettingOptions settings;

    private OpsCommand(Map<String, String> environment) {
        this.settings = SettingOptions.addTo(line.getCommandSpec(), Settings.ALL, environment);
    }

    static CommandLine line(Map<String, String> environment) {
        return new OpsCommand(environment).line;
    }

    @Override
    public void run() {
        ServerConfig config = ServerConfig.of(settings.read());
        String bind = config.ops().bind();
        String host = bind.contains(":") ? "[" + bind + "]" : bind;
        PrintWriter out = line.getOut();
        out.println("http://" + host + ":" + config.ops().port().number() + "/");
        out.println(
                "token: " + config.data().resolve("ops-token").toAbsolutePath().normalize());
        out.flush();
    }
}
