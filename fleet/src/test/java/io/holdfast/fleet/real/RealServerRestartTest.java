package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A server that dies, or stops, under an unmodified agent. It has the server to itself. */
class RealServerRestartTest {
    @Test
    void a_killed_server_has_its_links_back_and_a_stopped_one_too() {
        RealClients.Able machine = Machine.withRealClients();
        try (LiveServer live = LiveServer.start();
                LinkedDevice linked = LinkedDevice.start(machine, live, "server", "02:00:00:00:01:0c")) {
            live.killAndRestart();
            linked.awaitConnection("connected");

            live.restart();
            linked.awaitConnection("connected");
            assertThat(linked.agent().isRunning()).isTrue();
        }
    }
}
