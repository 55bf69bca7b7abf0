package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.json.Json;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A person's terminal, from his WebSocket to the device's link. */
class LiveTerminalTest {
    private static final MigratedDatabase database = MigratedDatabase.fresh();
    private static final RunningFleetServer server = RunningFleetServer.on(database);
    private static final String V1 = "/api/management/v1";
    private static final String SESSIONS = V1 + "/deviceconnect/sessions";
    private static final TerminalSize SIZE = new TerminalSize(24, 80);

    private final DeviceIdentity identity = DeviceIdentity.named(RunningFleetServer.serial());
    private final TestDevice device = server.acceptedDevice(identity);

    @AfterAll
    static void stop() {
        server.close();
    }

    private String id() {
        return server.operator().deviceId(identity).toString();
    }

    private PersonSocket open() {
        return open(server.operator().token());
    }

    private PersonSocket open(String token) {
        return PersonSocket.open(server.http(), token, PersonSocket.connect(id()));
    }

    private static ShellMessage.New start() {
        return new ShellMessage.New(Optional.of(SIZE), "what a tool says of itself");
    }

    private static ShellMessage.Data keys(String keys) {
        return ShellMessage.Data.of(TestAgent.text(keys));
    }

    private static String shown(PersonSocket person) {
        return new String(
                person.next(ShellMessage.Data.class).bytes().bytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void a_terminal_works_from_its_start_to_its_end_and_is_on_record() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = open()) {
            // Tools do not wait for the shell before they send what was typed.
            person.send(start());
            person.send(keys("ls\n"));

            LinkReading.Message<FromDevice> started = person.next();
            assertThat(started.message()).isEqualTo(new ShellMessage.Started(ReplyStatus.NORMAL, "Shell started"));
            assertThat(shown(person)).isEqualTo("ls\n");
            person.send("another session's id", new ShellMessage.Resize(new TerminalSize(50, 132)));
            assertThat(shown(person)).isEqualTo("132x50");
            person.send(new ShellMessage.Stop());
            assertThat(person.next(ShellMessage.Ended.class).status()).isEqualTo(ReplyStatus.NORMAL);

            assertThat(agent.got(ShellMessage.New.class))
                    .singleElement()
                    .satisfies(asked -> assertThat(asked.userId()).doesNotContain("what a tool"));
            JsonNode past = ended(started.sessionId());
            assertThat(past.get("kind").asString()).isEqualTo("terminal");
            assertThat(past.get("device_id").asString()).isEqualTo(id());
            assertThat(past.get("bytes_to_device").asInt()).isEqualTo(3);
            assertThat(past.get("bytes_from_device").asInt()).isEqualTo(9);
            assertThat(recording(started.sessionId()))
                    .contains("\"width\":80", "\"ls\\n\"", "\"r\",\"132x50\"", "\"132x50\"]");
            assertThat(audited("terminal.open")).isEqualTo(1);
            assertThat(audited("terminal.close")).isEqualTo(1);
        }
    }

    private JsonNode ended(String session) {
        Eventually.holds("its end is on record", () -> session(session).has("ended"));
        return session(session);
    }

    private static JsonNode session(String session) {
        return Json.tree(server.operator()
                .send(Request.of("GET", SESSIONS + "/" + session))
                .body());
    }

    private static String recording(String session) {
        return server.operator()
                .send(Request.of("GET", SESSIONS + "/" + session + "/recording"))
                .text();
    }

    private long audited(String action) {
        return database.number(
                "select count(*) from audit_event where action = '" + action + "' and object = '" + id() + "'");
    }

    @Test
    void a_recording_is_played_back_over_a_websocket() {
        String session;
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = open()) {
            person.send(start());
            session = person.next().sessionId();
            person.send(keys("é"));
            assertThat(shown(person)).isEqualTo("é");
            assertThat(agent.deaths()).isEmpty();
        }
        Eventually.holds("its end is on record", () -> session(session).has("recording"));

        try (PersonSocket watcher = PersonSocket.open(
                server.http(), server.operator().token(), SESSIONS + "/" + session + "/playback?sleep_ms=0")) {
            assertThat(shown(watcher)).isEqualTo("é");
            assertThat(watcher.end()).isEqualTo("1000 done");
        }
    }

    @Test
    void two_terminals_on_one_device_do_not_disturb_each_other() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket first = open();
                PersonSocket second = open()) {
            first.send(start());
            second.send(start());
            String one = first.next().sessionId();
            String other = second.next().sessionId();
            first.send(keys("a"));
            second.send(keys("b"));

            assertThat(shown(first)).isEqualTo("a");
            assertThat(shown(second)).isEqualTo("b");
            assertThat(one).isNotEqualTo(other);
            assertThat(agent.got(ShellMessage.New.class))
                    .extracting(ShellMessage.New::userId)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void a_second_terminal_in_one_connection_is_refused_and_the_first_lives_on() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = open()) {
            person.send(start());
            person.next(ShellMessage.Started.class);
            person.send(start());

            assertThat(person.next(ControlMessage.Error.class).closes()).isFalse();
            person.send(keys("x"));
            assertThat(shown(person)).isEqualTo("x");
            assertThat(agent.got(ShellMessage.New.class)).hasSize(1);
        }
    }

    @Test
    void a_person_who_goes_away_leaves_no_shell_behind() {
        try (TestAgent agent = TestAgent.connect(server.http(), device)) {
            try (PersonSocket person = open()) {
                person.send(start());
                person.next(ShellMessage.Started.class);
            }
            Eventually.holds(
                    "the shell is stopped",
                    () -> !agent.got(ShellMessage.Stop.class).isEmpty());
        }
    }

    @Test
    void keystrokes_wait_while_the_shell_does_not_run() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = open()) {
            agent.holdsShellsBack();
            person.send(start());
            person.send(keys("early"));
            Eventually.holds(
                    "the shell is asked for",
                    () -> !agent.got(ShellMessage.New.class).isEmpty());

            assertThat(agent.got(ShellMessage.Data.class)).isEmpty();
        }
    }

    @Test
    void a_signed_out_person_s_terminal_ends() {
        String token = server.operator()
                .send(Request.of("POST", V1 + "/useradm/settings/tokens")
                        .sized("{\"name\":\"" + identity.idData().hashCode() + "\"}"))
                .text();
        String tokenId = Json.tree(java.util.Base64.getUrlDecoder().decode(token.split("\\.")[1]))
                .get("jti")
                .asString();
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = open(token)) {
            person.send(start());
            person.next(ShellMessage.Started.class);

            assertThat(server.operator()
                            .send(Request.of("DELETE", V1 + "/useradm/settings/tokens/" + tokenId))
                            .status())
                    .isEqualTo(204);

            assertThat(person.end()).isEqualTo("1008 the token is not good any more");
            Eventually.holds(
                    "the shell is stopped",
                    () -> !agent.got(ShellMessage.Stop.class).isEmpty());
        }
    }

    @Test
    void a_decommissioned_device_s_terminals_end() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = open()) {
            person.send(start());
            person.next(ShellMessage.Started.class);

            server.operator().decommission(identity);

            assertThat(person.next(ShellMessage.Ended.class).status()).isEqualTo(ReplyStatus.ERROR);
            assertThat(person.end()).startsWith("1001 the device's side ended: link-ended");
            assertThat(agent.deaths()).isEmpty();
        }
    }

    @Test
    void what_is_no_message_ends_the_connection_and_what_is_out_of_order_after_a_while() {
        try (TestAgent agent = TestAgent.connect(server.http(), device)) {
            try (PersonSocket person = open()) {
                person.frame(new byte[] {1, 2, 3});
                assertThat(person.end()).isEqualTo("1007 that was no message");
            }
            try (PersonSocket person = open()) {
                for (int i = 0; i <= 32; i++) {
                    person.send(new ShellMessage.Stop());
                }
                assertThat(person.end()).startsWith("1008 too many messages");
            }
            assertThat(agent.got()).isEmpty();
        }
    }

    @Test
    void who_may_not_connect_is_told_why() {
        String path = PersonSocket.connect(id());
        assertThat(ask(upgrade(path))).hasToString("404 session.device-not-connected");
        assertThat(ask(upgrade(PersonSocket.connect(java.util.UUID.randomUUID()))))
                .hasToString("404 session.device-unknown");
        try (TestAgent agent = TestAgent.connect(server.http(), device)) {
            assertThat(ask(upgrade(path).header("Origin", "https://evil.example")))
                    .hasToString("403 page.foreign-origin");
            assertThat(ask(Request.of("GET", path).bearer(server.operator().token())))
                    .hasToString("400 socket.not-asked-for");
            assertThat(ask(Request.of("GET", path)
                            .bearer(server.operator().token())
                            .header("Upgrade", "websocket")))
                    .as("an upgrade that cannot be made is no session that was begun")
                    .hasToString("400 socket.not-asked-for");
            assertThat(ask(Request.of("GET", path).header("Upgrade", "websocket")))
                    .hasToString("401 access.unauthorized");
            assertThat(ask(upgrade(path)).status()).isEqualTo(101);
            assertThat(agent.got()).isEmpty();
        }
    }

    private static Request upgrade(String path) {
        return Request.of("GET", path)
                .bearer(server.operator().token())
                .header("Connection", "Upgrade")
                .header("Upgrade", "websocket")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", TestLink.KEY);
    }

    private static Answer ask(Request request) {
        try (RawConnection connection = RawConnection.to(server.http())) {
            return connection.send(request);
        }
    }
}
