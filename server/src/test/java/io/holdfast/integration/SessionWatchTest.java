package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.gateway.terminal.Audience;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A person's terminal that another person watches, on a whole node. */
class SessionWatchTest {
    private static final MigratedDatabase database = MigratedDatabase.fresh();
    private static final RunningFleetServer server = RunningFleetServer.on(database);
    private static final FleetOperator colleague =
            FleetOperator.signIn(server.image(), database.database()::connect, server.http());
    private static final TerminalSize SIZE = new TerminalSize(24, 80);

    private final DeviceIdentity identity = DeviceIdentity.named(RunningFleetServer.serial());
    private final TestDevice device = server.acceptedDevice(identity);

    @AfterAll
    static void stop() {
        colleague.close();
        server.close();
    }

    private String id() {
        return server.operator().deviceId(identity).toString();
    }

    /** A terminal that runs; its session. */
    private String start(PersonSocket person) {
        person.send(new ShellMessage.New(Optional.of(SIZE), "t"));
        return person.next().sessionId();
    }

    private PersonSocket open() {
        return PersonSocket.open(server.http(), server.operator().token(), PersonSocket.connect(id()));
    }

    private static String path(Object session) {
        return "/api/management/v1/deviceconnect/sessions/" + session + "/watch";
    }

    private static PersonSocket watch(String session) {
        return PersonSocket.open(server.http(), colleague.token(), path(session));
    }

    private static ShellMessage.Data keys(String keys) {
        return ShellMessage.Data.of(TestAgent.text(keys));
    }

    private static String shown(PersonSocket person) {
        return new String(person.next(ShellMessage.Data.class).bytes().bytes(), StandardCharsets.UTF_8);
    }

    private long audited(String action) {
        return database.number(
                "select count(*) from audit_event where action = '" + action + "' and object = '" + id() + "'");
    }

    @Test
    void a_colleague_sees_what_is_shown_from_then_on_and_reaches_nothing_and_the_owner_knows() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = open()) {
            String session = start(person);
            person.send(keys("before"));
            assertThat(shown(person)).isEqualTo("before");
            try (PersonSocket watcher = watch(session)) {
                assertThat(watcher.nextSize()).isEqualTo(SIZE);
                assertThat(shown(person)).isEqualTo("\r\n[" + colleague.email() + " watches this terminal]\r\n");
                assertThat(audited("terminal.watch")).isEqualTo(1);

                watcher.send(session, keys("rm -rf /"));
                assertThat(watcher.next(ControlMessage.Error.class).closes()).isFalse();
                person.send(keys("after"));
                assertThat(shown(watcher)).isEqualTo("after");
                assertThat(shown(person)).isEqualTo("after");
                person.send(new ShellMessage.Resize(new TerminalSize(50, 132)));
                assertThat(watcher.nextSize()).isEqualTo(new TerminalSize(50, 132));
                person.send(new ShellMessage.Stop());
                assertThat(watcher.next(ShellMessage.Ended.class).status()).isEqualTo(ReplyStatus.NORMAL);
                assertThat(watcher.end()).isEqualTo("1000 done");
            }
            assertThat(agent.got(ShellMessage.Data.class)).containsExactly(keys("before"), keys("after"));
            Eventually.holds("his watching is on record", () -> audited("terminal.unwatch") == 1);
            assertThat(ask(path(session))).hasToString("404 session.not-running");
        }
    }

    @Test
    void who_watches_goes_when_he_likes_and_the_device_s_end_ends_it() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = open()) {
            String session = start(person);
            try (PersonSocket watcher = watch(session)) {
                assertThat(shown(person)).contains("watches this terminal");
                watcher.send(new ControlMessage.Close());
                assertThat(watcher.end()).isEqualTo("1000 done");
            }
            assertThat(shown(person)).contains("watches no longer");
            try (PersonSocket watcher = watch(session)) {
                assertThat(watcher.nextSize()).isEqualTo(SIZE);
                agent.close();
                assertThat(watcher.end()).isEqualTo("1000 done");
            }
        }
    }

    @Test
    void no_more_watch_than_may_and_what_does_not_run_cannot_be_watched() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = open()) {
            String session = start(person);
            List<PersonSocket> watchers = new ArrayList<>();
            for (int i = 0; i < Audience.MAX; i++) {
                watchers.add(watch(session));
                assertThat(watchers.getLast().nextSize()).isEqualTo(SIZE);
            }
            assertThat(ask(path(session))).hasToString("429 session.too-many-watchers");
            watchers.forEach(PersonSocket::close);
            assertThat(ask(path(UUID.randomUUID()))).hasToString("404 session.not-running");
            assertThat(ask(path("no-uuid"))).hasToString("404 session.not-running");
            assertThat(agent.deaths()).isEmpty();
        }
    }

    private static Answer ask(String path) {
        try (RawConnection connection = RawConnection.to(server.http())) {
            return connection.send(Request.of("GET", path)
                    .bearer(colleague.token())
                    .header("Connection", "Upgrade")
                    .header("Upgrade", "websocket")
                    .header("Sec-WebSocket-Version", "13")
                    .header("Sec-WebSocket-Key", TestLink.KEY));
        }
    }
}
