package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.management.Deployments;
import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.Poll;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The live link of an unmodified Debian mender-connect 2.1.0, over HTTPS through its client's local proxy. */
class RealLinkTest {
    /** It tries again every 5 s, and its client polls every 2; the rest is room for a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(90);

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

    /** A device of the fleet with its agent. */
    private record Linked(RealDevice device, RealConnect agent, ManagedDevice managed, ManagementApi api)
            implements AutoCloseable {
        @Override
        public void close() {
            agent.close();
            device.close();
        }
    }

    private Linked linked(String name, String mac) {
        RealDevice device = RealDevice.start(
                machine, live.folder(name), RealDevice.Settings.of(live.url(), live.certificate(), mac, "test-board"));
        ManagementApi api = Poll.forValue(SOON, this::login).orElseThrow();
        ManagedDevice managed = Poll.forValue(SOON, () -> api.devices().find("pending", "mac", mac))
                .orElseThrow(() -> new AssertionError("never pending\n" + device.log()));
        api.devices().accept(managed);
        Linked linked = new Linked(device, device.connect(), managed, api);
        eventually(linked, () -> connection(linked).equals("connected"));
        return linked;
    }

    /** Another test may have restarted the server a moment ago. */
    private Optional<ManagementApi> login() {
        try {
            return Optional.of(live.login());
        } catch (IllegalStateException | UncheckedIOException away) {
            return Optional.empty();
        }
    }

    /** In Mender's words; nothing while the server or its database does not answer. */
    private static String connection(Linked linked) {
        try {
            return linked.api().devices().connection(linked.managed());
        } catch (IllegalStateException | UncheckedIOException away) {
            return "";
        }
    }

    @Test
    void a_killed_agent_is_offline_at_once_and_back_when_it_is_started_again() {
        try (Linked linked = linked("kills", "02:00:00:00:01:0a")) {
            linked.agent().kill();
            eventually(linked, () -> connection(linked).equals("disconnected"));

            try (RealConnect again = linked.device().connect()) {
                eventually(linked, () -> connection(linked).equals("connected"));
            }
        }
    }

    @Test
    void a_device_that_vanished_is_noticed_by_its_silence() {
        try (Linked linked = linked("freezes", "02:00:00:00:01:0b")) {
            // The client, not its agent: it passes the agent's link on, and answers pings in its stead.
            linked.device().freeze();
            try {
                eventually(linked, () -> connection(linked).equals("disconnected"));
            } finally {
                linked.device().thaw();
            }
            eventually(linked, () -> connection(linked).equals("connected"));
        }
    }

    @Test
    void a_killed_server_has_its_links_back_and_a_stopped_one_too() {
        try (Linked linked = linked("server", "02:00:00:00:01:0c")) {
            live.killAndRestart();
            eventually(linked, () -> connection(linked).equals("connected"));

            live.restart();
            eventually(linked, () -> connection(linked).equals("connected"));
            assertThat(linked.agent().isRunning()).isTrue();
        }
    }

    @Test
    void a_new_token_tears_the_link_and_nobody_sees_it() {
        try (Linked linked = linked("tokens", "02:00:00:00:01:0d")) {
            ManagementApi api = linked.api();
            Path folder = live.folder("artifacts-link");
            folder.toFile().mkdirs();
            api.uploadArtifact(new MenderArtifact(folder)
                    .singleFile("link-1", "test-board", linked.device().installFolder()));
            Deployments deployments = api.deployments();
            AtomicInteger gone = new AtomicInteger();

            String deployment = deployments.create(
                    "link", "link-1", List.of(linked.managed().id()));
            eventually(linked, () -> {
                if (!api.devices().connection(linked.managed()).equals("connected")) {
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
    void a_decommissioned_device_s_link_is_over() {
        try (Linked linked = linked("leaves", "02:00:00:00:01:0e")) {
            linked.api().devices().decommission(linked.managed());

            eventually(
                    linked,
                    () -> linked.agent().log().contains("not authorized any more")
                            || linked.agent().log().contains("error on readMessage"));
        }
    }

    private void eventually(Linked linked, BooleanSupplier condition) {
        assertThat(Poll.until(SOON, condition))
                .withFailMessage(() -> "\n--- agent\n" + tail(linked.agent().log()) + "\n--- client\n"
                        + tail(linked.device().log()) + "\n--- server\n" + live.lastLines())
                .isTrue();
    }

    private static String tail(String log) {
        return log.substring(Math.max(0, log.length() - 4_000));
    }
}
