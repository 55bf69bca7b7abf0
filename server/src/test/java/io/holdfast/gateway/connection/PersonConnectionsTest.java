package io.holdfast.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.Caller;
import io.holdfast.access.PersonalAccessTokens;
import io.holdfast.access.TokenVerdict;
import io.holdfast.access.UserId;
import io.holdfast.gateway.history.Access;
import io.holdfast.gateway.history.LiveSession;
import io.holdfast.gateway.history.Recordings;
import io.holdfast.gateway.history.SessionBook;
import io.holdfast.gateway.history.SessionHistory;
import io.holdfast.gateway.history.SessionKind;
import io.holdfast.gateway.history.Watch;
import io.holdfast.gateway.link.TestLinks;
import io.holdfast.gateway.person.Farewell;
import io.holdfast.gateway.person.Person;
import io.holdfast.gateway.person.PersonChannel;
import io.holdfast.gateway.person.PersonCounters;
import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.gateway.terminal.Audience;
import io.holdfast.gateway.terminal.RunningTerminals;
import io.holdfast.gateway.terminal.TestAudience;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.dice.Dice;
import io.holdfast.release.DiskBlobStore;
import io.holdfast.testing.AccessFixture;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long people's connections live, in a time that only the test moves. */
class PersonConnectionsTest {
    private static final AccessFixture people = new AccessFixture();
    private static final UserId USER = people.user(AccessFixture.ADA);

    private final TestLinks fleet = new TestLinks();
    private final DeviceRef device = new DeviceRef(people.tenant, fleet.device().id());
    private final PersonCounters counters = new PersonCounters(new SimpleMeterRegistry());
    private final ListeningChannel channel = new ListeningChannel();

    private PersonConnections connections;
    private Caller caller;

    @TempDir
    Path folder;

    @BeforeEach
    void open() throws IOException {
        connections = new PersonConnections(new PersonConnections.Parts(
                new DeviceSessions(fleet.writer.image(), fleet.links, Dice.seeded(1)),
                new SessionBook(new SessionHistory(people.transactions)),
                new Recordings(DiskBlobStore.open(folder), fleet.clock),
                new RunningTerminals(),
                people.sessions,
                counters,
                fleet.clock));
        caller = program();
    }

    private Caller program() {
        Caller self = new Caller(people.tenant, USER, io.holdfast.access.SessionId.random());
        PersonalAccessTokens.Outcome made = people.tokens.create(
                self, "r", java.util.UUID.randomUUID().toString(), Optional.of(Duration.ofHours(1)));
        String token = ((PersonalAccessTokens.Outcome.Created) made).value().reveal();
        return ((TokenVerdict.SignedIn) people.sessions.judge(token)).caller();
    }

    private PersonChannel.Receiver take(ListeningChannel at) {
        return connections.take(new Access(caller, device, "192.0.2.1", "r"), at);
    }

    private void pass(Duration time) {
        fleet.clock.advance(time);
        connections.look();
    }

    @Test
    void a_quiet_person_is_pinged_and_who_does_not_answer_is_given_up() {
        PersonChannel.Receiver person = take(channel);
        pass(Duration.ofSeconds(29));
        assertThat(channel.pings).isZero();
        pass(Duration.ofSeconds(1));
        assertThat(channel.pings).isEqualTo(1);
        person.heard();
        pass(Duration.ofSeconds(69));
        assertThat(channel.farewells).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(channel.farewells).containsExactly(Farewell.SILENT);
    }

    @Test
    void who_does_nothing_for_ten_minutes_is_sent_away_although_he_answers_pings() {
        PersonChannel.Receiver person = take(channel);
        for (int seconds = 0; seconds < 590; seconds += 10) {
            pass(Duration.ofSeconds(10));
            person.heard();
        }
        assertThat(channel.farewells).isEmpty();
        // A keystroke, even one that goes nowhere, is somebody being there.
        person.message(LinkWriter.write("", new ShellMessage.Stop()));
        pass(Duration.ofSeconds(60));
        person.heard();
        assertThat(channel.farewells).isEmpty();
        for (int seconds = 0; seconds < 600; seconds += 10) {
            pass(Duration.ofSeconds(10));
            person.heard();
        }
        assertThat(channel.farewells).containsExactly(Farewell.IDLE);
        assertThat(counters.of(PersonCounters.Count.IDLE)).isEqualTo(1);
    }

    @Test
    void a_token_that_was_revoked_or_has_expired_ends_what_it_opened_and_no_absent_database_does() {
        PersonChannel.Receiver person = take(channel);
        people.databaseAway(true);
        pass(Duration.ofSeconds(1));
        people.databaseAway(false);
        pass(Duration.ofSeconds(1));
        assertThat(channel.farewells).isEmpty();

        assertThat(people.tokens.revoke(caller, "r", caller.session())).isTrue();
        pass(Duration.ofSeconds(1));
        person.closed();

        assertThat(channel.farewells).containsExactly(Farewell.SIGNED_OUT);
        assertThat(connections.count()).isZero();
    }

    @Test
    void a_person_has_so_many_connections_to_a_device_and_no_more() {
        List<PersonChannel.Receiver> taken = new ArrayList<>();
        for (int i = 0; i < PersonConnections.PER_DEVICE_MAX; i++) {
            assertThat(connections.room(caller, device)).isTrue();
            taken.add(take(new ListeningChannel()));
        }
        assertThat(connections.room(caller, device)).isFalse();
        take(channel);
        assertThat(channel.farewells).containsExactly(Farewell.TOO_MANY);

        taken.getFirst().closed();
        taken.get(1).closed();
        assertThat(connections.room(caller, device)).isTrue();
    }

    private final ListeningChannel screen = new ListeningChannel();

    private Audience terminal() {
        Person owner = new Person(caller, screen, counters);
        LiveSession session = new LiveSession(
                java.util.UUID.randomUUID(), SessionKind.TERMINAL, caller, device.device(), "192.0.2.1", "r");
        return TestAudience.of(owner, session);
    }

    private PersonChannel.Receiver watch(Audience terminal) {
        Access access = new Access(caller, device, "192.0.2.2", "r");
        return connections.watch(new Watch(access, "ben@example.com", terminal.session()), terminal, channel);
    }

    @Test
    void who_watches_and_does_not_read_is_sent_away_and_the_terminal_goes_on() {
        Audience terminal = terminal();
        watch(terminal);
        channel.stuck = true;
        byte[] screenful = new byte[10_000];
        for (int i = 0; i < 40; i++) {
            TestAudience.shows(terminal, screenful);
        }

        assertThat(channel.farewells).containsExactly(Farewell.TOO_SLOW);
        assertThat(channel.sent.stream().mapToInt(sent -> sent.length).sum())
                .isLessThanOrEqualTo(WatchingConnection.UNREAD_MAX);
        assertThat(counters.of(PersonCounters.Count.WATCHED_TOO_SLOWLY)).isEqualTo(1);
        assertThat(terminal.hasRoom()).isTrue();
        assertThat(screen.reading).isTrue();
        assertThat(screen.farewells).isEmpty();
    }

    @Test
    void pings_whose_answers_are_not_read_fill_no_memory() {
        PersonChannel.Receiver person = take(channel);
        PersonChannel.Receiver watcher = watch(terminal());
        channel.stuck = true;
        int told = channel.sent.size();
        byte[] ping = LinkWriter.write("", new ControlMessage.Ping());
        for (int i = 0; i < 1_000; i++) {
            person.message(ping);
            watcher.message(ping);
        }
        assertThat(channel.sent.size() - told).isEqualTo(2 * 32);

        List.copyOf(channel.unread).forEach(Runnable::run);
        channel.unread.clear();
        person.message(ping);
        assertThat(channel.sent.size() - told).isEqualTo(2 * 32 + 1);
    }

    @Test
    void who_reads_what_he_watches_may_watch_any_amount() {
        Audience terminal = terminal();
        watch(terminal);
        for (int i = 0; i < 100; i++) {
            TestAudience.shows(terminal, new byte[10_000]);
        }
        assertThat(channel.farewells).isEmpty();
        assertThat(channel.sent).hasSize(101);
    }

    @Test
    void nothing_that_a_watcher_sends_goes_anywhere_and_too_much_of_it_ends_his_watching() {
        PersonChannel.Receiver watcher = watch(terminal());
        int told = channel.sent.size();
        watcher.message(LinkWriter.write("", new ShellMessage.Resize(new TerminalSize(1, 1))));
        assertThat(channel.sent).hasSize(told);
        for (int i = 0; i <= 32; i++) {
            watcher.message(LinkWriter.write("", new ShellMessage.Stop()));
        }

        assertThat(channel.farewells).containsExactly(Farewell.ILLEGAL);
        assertThat(screen.sent).as("a line when he came and one when he went").hasSize(2);
    }

    @Test
    void a_watcher_is_pinged_too_and_ends_with_the_terminal_his_token_or_his_line() {
        PersonChannel.Receiver silent = watch(terminal());
        pass(Duration.ofSeconds(30));
        assertThat(channel.pings).isEqualTo(1);
        silent.heard();
        pass(Duration.ofSeconds(70));
        assertThat(channel.farewells).containsExactly(Farewell.SILENT);
        silent.closed();

        Audience terminal = terminal();
        PersonChannel.Receiver there = watch(terminal);
        TestAudience.ends(terminal);
        assertThat(channel.farewells).containsExactly(Farewell.SILENT, Farewell.DONE);
        there.closed();

        watch(terminal());
        assertThat(people.tokens.revoke(caller, "r", caller.session())).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(channel.farewells).containsExactly(Farewell.SILENT, Farewell.DONE, Farewell.SIGNED_OUT);
    }

    @Test
    void a_node_that_stops_says_so() {
        take(channel);
        connections.close();
        ListeningChannel late = new ListeningChannel();
        take(late);

        assertThat(channel.farewells).containsExactly(Farewell.RESTART);
        assertThat(late.farewells).containsExactly(Farewell.RESTART);
    }
}
