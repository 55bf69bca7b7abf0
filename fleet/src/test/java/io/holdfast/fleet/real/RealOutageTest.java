package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.network.Door;
import io.holdfast.fleet.network.TwoNetworks;
import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.ServerLaunch;
import io.holdfast.fleet.process.WorkFolder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What people at a device go through whose network is lost, whose client gets a new token, and whose server dies or stops: they are told,
 * and the device comes back by itself. Server and device, unmodified clients, are in networks of their own.
 */
class RealOutageTest {
    private static final Duration PING_INTERVAL = Duration.ofSeconds(5);

    /** 6 s of silence come on top, and what a busy machine adds; less than the 36 s of an interval that nobody chose. */
    private static final Duration NOTICED_MAX = PING_INTERVAL.plusSeconds(6 + 20);

    private static final Deque<AutoCloseable> STARTED = new ArrayDeque<>();
    private static Optional<TwoNetworks> wire = Optional.empty();
    private static Optional<LiveServer> server = Optional.empty();
    private static Optional<LinkedDevice> device = Optional.empty();

    private final TwoNetworks networks = wire.orElseThrow();
    private final LiveServer live = server.orElseThrow();
    private final LinkedDevice linked = device.orElseThrow();

    @BeforeAll
    static void start() {
        RealClients.Able machine = Machine.withRealClients();
        TwoNetworks joined = started(Machine.withTwoNetworks());
        wire = Optional.of(joined);
        WorkFolder folder = WorkFolder.create("far");
        ServerLaunch launch = ServerLaunch.in(folder.resolve("data")).with("--bind=0.0.0.0");
        started(Door.into(joined.left(), launch.httpsPort(), folder.resolve("door")));
        LiveServer far = started(LiveServer.start(
                folder, launch.startedBy(launch.command().under(joined.left().enter()))));
        server = Optional.of(far);
        far.administer("tenant", "ping-interval", "default", "" + PING_INTERVAL.toSeconds());
        String url = "http://" + joined.left().address() + ":" + far.httpPort();
        device = Optional.of(started(
                LinkedDevice.start(machine.within(joined.right().enter()), far, url, "far", "02:00:00:00:01:0c")));
    }

    private static <T extends AutoCloseable> T started(T part) {
        STARTED.push(part);
        return part;
    }

    @AfterAll
    static void stop() throws Exception {
        while (!STARTED.isEmpty()) {
            STARTED.pop().close();
        }
    }

    @BeforeEach
    void the_device_is_there() {
        linked.awaitConnection("connected");
    }

    @Test
    void a_lost_network_is_noticed_in_time_and_heals_by_itself() {
        try (PersonSession terminal = PersonSession.terminal(linked);
                PersonSession forward = forward()) {
            networks.lose();
            try {
                assertThat(Poll.until(NOTICED_MAX, () -> linked.connection().equals("disconnected")))
                        .as("noticed within %s", NOTICED_MAX)
                        .isTrue();
                String why = "1001 the device's side ended: link-ended, nothing was heard";
                assertThat(terminal.end()).isEqualTo(why);
                assertThat(forward.end()).isEqualTo(why);
            } finally {
                networks.restore();
            }
        }
        everythingWorksAgain();
    }

    @Test
    void a_new_token_ends_sessions_with_a_reason_and_nobody_sees_the_device_gone() {
        try (PersonSession terminal = PersonSession.terminal(linked);
                PersonSession forward = forward();
                PresenceWatch presence = PresenceWatch.of(linked)) {
            linked.device().renewToken();

            // The client tears its agent's link with each new token, and the agent its shells.
            assertThat(terminal.end()).startsWith("1001 the device's side ended: link-ended, ");
            assertThat(forward.end()).startsWith("1001 the device's side ended: link-ended, ");
            everythingWorksAgain();
            assertThat(presence.saidOtherwise()).as(linked.agent().log()).isEmpty();
        }
    }

    @Test
    void a_killed_server_ends_sessions_at_once_and_has_its_device_back_as_a_stopped_one_has() {
        try (PersonSession terminal = PersonSession.terminal(linked);
                PersonSession forward = forward()) {
            live.killAndRestart();

            assertThat(terminal.end()).isEqualTo(PersonSession.LOST);
            assertThat(forward.end()).isEqualTo(PersonSession.LOST);
        }
        everythingWorksAgain();

        try (PersonSession terminal = PersonSession.terminal(linked)) {
            live.restart();

            assertThat(terminal.end()).isEqualTo("1012 the server restarts");
        }
        everythingWorksAgain();
    }

    /** The device can reach the server's port for plain HTTP, and has no server of its own. */
    private PersonSession forward() {
        PersonSession forward = PersonSession.forward(linked, networks.left().address(), live.httpPort());
        assertThat(forward.isAnswered()).isTrue();
        return forward;
    }

    private void everythingWorksAgain() {
        linked.awaitConnection("connected");
        try (PersonSession terminal = PersonSession.terminal(linked);
                PersonSession forward = forward()) {
            assertThat(terminal.computes()).isTrue();
        }
        // Nothing starts it again, so it is the process that it was.
        assertThat(linked.agent().isRunning()).as(linked.agent().log()).isTrue();
    }
}
