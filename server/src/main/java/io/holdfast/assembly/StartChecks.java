package io.holdfast.assembly;

import io.holdfast.platform.config.Port;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.config.Setting;
import io.holdfast.platform.config.Settings;
import io.holdfast.platform.startup.ConnectionBudget;
import io.holdfast.platform.startup.FileLimit;
import io.holdfast.platform.startup.ListenBacklog;
import io.holdfast.platform.startup.ListenRefusal;
import io.holdfast.platform.startup.StartRefused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is checked before the database is started, because a refusal after seconds of work is a rude one. */
final class StartChecks {
    private static final Logger log = LoggerFactory.getLogger(StartChecks.class);

    private StartChecks() {}

    /**
     * Checks the limit of open files and that the ports are free.
     *
     * @return how many connections may be open at once
     * @throws StartRefused with what to change
     */
    static ConnectionBudget of(ServerConfig config) {
        ConnectionBudget budget =
                ConnectionBudget.within(FileLimit.current(), config.listen().maxConnections());
        probe(config.listen().bind(), config.listen().https(), Settings.HTTPS_PORT);
        config.listen().http().ifPresent(port -> probe(config.listen().bind(), port, Settings.HTTP_PORT));
        probe(config.ops().bind(), config.ops().port(), Settings.OPS_PORT);
        ListenBacklog.ofKernel().warning().ifPresent(log::warn);
        return budget;
    }

    private static void probe(String bind, Port port, Setting<?> setting) {
        ListenRefusal.probe(bind, port.number(), setting.option());
    }
}
