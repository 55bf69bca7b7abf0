package io.holdfast;

import io.holdfast.assembly.Administrator;
import io.holdfast.assembly.RunningNode;
import io.holdfast.cli.Administration;
import io.holdfast.cli.Program;
import io.holdfast.cli.RunningServer;
import io.holdfast.platform.config.ServerConfig;
import java.util.function.Consumer;

/** The server as its commands see it. How a running one is put together stands in {@link RunningNode}. */
public final class Holdfast implements Program {

    @Override
    public RunningServer start(ServerConfig config, Consumer<String> progress) {
        return RunningNode.start(config, progress);
    }

    @Override
    public Administration administration(ServerConfig config, Consumer<String> progress) {
        return Administrator.open(config, progress);
    }
}
