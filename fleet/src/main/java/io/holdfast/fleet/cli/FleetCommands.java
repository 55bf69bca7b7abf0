package io.holdfast.fleet.cli;

import io.holdfast.cli.CommandModule;
import java.util.List;

/** {@code bench} and {@code drill}. */
public final class FleetCommands implements CommandModule {
    @Override
    public List<Object> commands() {
        return List.of(new BenchCommand(), new DrillCommand());
    }
}
