package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.holdfast.fleet.management.Deployments;
import io.holdfast.fleet.proxy.Fault;
import io.holdfast.fleet.proxy.FaultProxy;
import io.holdfast.fleet.proxy.Leg;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** The live link of an unmodified Debian mender-connect 2.1.0, over HTTPS through its client's local proxy. */
class RealLinkTest {
    private static Optional<LiveServer> server = Optional.empty();

    private final RealClients.Able machine = Machine.withRealClients();
    private final LiveServer live = server.orElseThrow();

    @BeforeAll
    static void startServer() {
        Machine.withRealClients();
        server = Optional.of(LiveServer.start());
    }

    @AfterAll
    static void stopServer() {
        server.ifPresent(LiveServer::close);
    }

    @Test
    @Execution(CONCURRENT)
    void a_killed_agent_is_offline_at_once_and_back_when_it_is_started_again() {
        try (LinkedDevice linked = LinkedDevice.start(machine, live, "kills", "02:00:00:00:01:0a")) {
            linked.agent().kill();
            linked.awaitConnection("disconnected");

            try (RealConnect again = linked.device().connect()) {
                linked.awaitConnection("connected");
            }
        }
    }

    @Test
    @Execution(CONCURRENT)
    void a_device_in_a_black_hole_is_noticed_by_its_silence_and_back_when_that_heals() {
        try (FaultProxy line = FaultProxy.on(Leg.DEVICE_TO_SERVER, "localhost", live.httpsPort());
                LinkedDevice linked = LinkedDevice.start(
                        machine, live, "https://localhost:" + line.port(), "vanishes", "02:00:00:00:01:0b")) {
            line.set(new Fault.BlackHole());
            linked.awaitConnection("disconnected");

            line.heal();
            linked.awaitConnection("connected");
        }
    }

    @Test
    @Execution(CONCURRENT)
    void a_new_token_tears_the_link_and_nobody_sees_it() {
        try (LinkedDevice linked = LinkedDevice.start(machine, live, "tokens", "02:00:00:00:01:0d")) {
            Path folder = live.folder("artifacts-link");
            folder.toFile().mkdirs();
            linked.api()
                    .uploadArtifact(new MenderArtifact(folder)
                            .singleFile("link-1", "test-board", linked.device().installFolder()));
            Deployments deployments = linked.api().deployments();
            AtomicInteger gone = new AtomicInteger();

            String deployment = deployments.create(
                    "link", "link-1", List.of(linked.managed().id()));
            linked.eventually(() -> {
                if (!linked.connection().equals("connected")) {
                    gone.incrementAndGet();
                }
                return deployments
                        .deviceStatus(deployment, linked.managed().id())
                        .equals(Optional.of("success"));
            });

            assertThat(gone).hasValue(0);
        }
    }

    @Test
    @Execution(CONCURRENT)
    void a_decommissioned_device_s_link_is_over() {
        try (LinkedDevice linked = LinkedDevice.start(machine, live, "leaves", "02:00:00:00:01:0e")) {
            linked.api().devices().decommission(linked.managed());

            linked.eventually(() -> linked.agent().log().contains("not authorized any more")
                    || linked.agent().log().contains("error on readMessage"));
        }
    }
}
