package io.holdfast.cli;

import io.holdfast.platform.config.ServerConfig;
import java.util.function.Consumer;

/** What the commands do their work with: the whole server, and its administration from outside. */
public interface Program {

    /**
     * Starts a server and returns when it is ready.
     *
     * @param progress told one short sentence before each step that a person may have to wait for
     * @throws io.holdfast.platform.startup.StartRefused for a reason that an operator can remove
     */
    RunningServer start(ServerConfig config, Consumer<String> progress);

    /** Opens the database of {@code config} for administration, whether its server runs or not. */
    Administration administration(ServerConfig config, Consumer<String> progress);
}
