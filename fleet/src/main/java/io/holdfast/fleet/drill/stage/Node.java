package io.holdfast.fleet.drill.stage;

import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.ServerProcess;

/** Another node of the same cell: it shares the database and the master key and holds no links of its own. */
public record Node(ServerProcess server, ManagementApi api) implements AutoCloseable {
    @Override
    public void close() {
        if (server.isAlive()) {
            server.kill();
        }
    }
}
