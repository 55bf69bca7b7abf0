package io.holdfast.gateway.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.Caller;
import io.holdfast.access.SessionId;
import io.holdfast.access.UserId;
import io.holdfast.gateway.connection.ListeningChannel;
import io.holdfast.gateway.history.LiveSession;
import io.holdfast.gateway.history.SessionKind;
import io.holdfast.gateway.person.Farewell;
import io.holdfast.gateway.person.Person;
import io.holdfast.gateway.person.PersonCounters;
import io.holdfast.identity.DeviceId;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import io.holdfast.wire.link.ToDevice;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who watches a terminal, and what its own person is told of it. */
class AudienceTest {
    private final Caller owner = new Caller(TenantId.random(), UserId.random(), SessionId.random());
    private final ListeningChannel screen = new ListeningChannel();
    private final Person person = new Person(owner, screen, new PersonCounters(new SimpleMeterRegistry()));
    private final LiveSession session =
            new LiveSession(UUID.randomUUID(), SessionKind.TERMINAL, owner, DeviceId.random(), "192.0.2.1", "r");
    private final Audience audience = new Audience(person, session, new TerminalSize(24, 80));

    private static final class Watcher implements Spectator {
        final List<String> seen = new ArrayList<>();
        private final String name;

        Watcher(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void shown(byte[] message) {
            seen.add(text(message));
        }

        @Override
        public void ended(Farewell why) {
            seen.add(why.reason());
        }
    }

    private static String text(byte[] message) {
        if (LinkReader.fromDevice(message) instanceof LinkReading.Message<FromDevice> read
                && read.message() instanceof ShellMessage.Data data) {
            return new String(data.bytes().bytes(), StandardCharsets.UTF_8);
        }
        if (LinkReader.toDevice(message) instanceof LinkReading.Message<ToDevice> read
                && read.message() instanceof ShellMessage.Resize resize) {
            return resize.size().width() + "x" + resize.size().height();
        }
        return "?";
    }

    private void shows(String text) {
        audience.told(ShellMessage.Data.of(Payload.of(text.getBytes(StandardCharsets.UTF_8))));
    }

    private List<String> screen() {
        return screen.sent.stream().map(AudienceTest::text).toList();
    }

    @Test
    void who_comes_sees_the_size_and_everything_from_then_on_and_the_owner_reads_that_he_does() {
        Watcher ben = new Watcher("ben@example.com");
        shows("before");
        audience.resized(new TerminalSize(50, 132));
        audience.join(ben);
        shows("after");
        audience.resized(new TerminalSize(24, 80));

        assertThat(ben.seen).containsExactly("132x50", "after", "80x24");
        assertThat(screen()).containsExactly("\r\n[ben@example.com watches this terminal]\r\n");
    }

    @Test
    void who_goes_sees_nothing_more_and_the_owner_reads_it_once() {
        Watcher ben = new Watcher("ben@example.com");
        audience.join(ben);
        audience.leave(ben);
        audience.leave(ben);
        shows("after");

        assertThat(ben.seen).containsExactly("80x24");
        assertThat(screen().getLast()).isEqualTo("\r\n[ben@example.com watches no longer]\r\n");
        assertThat(screen()).hasSize(2);
    }

    @Test
    void no_more_watch_than_may_and_one_who_goes_makes_room() {
        List<Watcher> watchers = new ArrayList<>();
        for (int i = 0; i < Audience.MAX; i++) {
            watchers.add(new Watcher("w" + i));
            audience.join(watchers.get(i));
        }
        Watcher late = new Watcher("late");
        assertThat(audience.hasRoom()).isFalse();
        audience.join(late);
        assertThat(late.seen).containsExactly(Farewell.TOO_MANY.reason());

        audience.leave(watchers.getFirst());
        assertThat(audience.hasRoom()).isTrue();
    }

    @Test
    void everybody_is_sent_away_when_the_terminal_ends_and_who_comes_later_at_once() {
        Watcher ben = new Watcher("ben@example.com");
        Watcher late = new Watcher("late");
        audience.join(ben);
        audience.end();
        audience.join(late);
        audience.leave(ben);
        shows("after");

        assertThat(ben.seen).containsExactly("80x24", Farewell.DONE.reason());
        assertThat(late.seen).containsExactly(Farewell.DONE.reason());
        assertThat(screen()).hasSize(1);
    }

    @Test
    void a_terminal_is_found_by_its_own_tenant_only_and_as_long_as_it_runs() {
        RunningTerminals running = new RunningTerminals();
        running.began(audience);

        assertThat(running.find(owner.tenant(), session.id())).contains(audience);
        assertThat(running.find(TenantId.random(), session.id())).isEmpty();
        assertThat(running.find(owner.tenant(), UUID.randomUUID())).isEmpty();

        running.ended(audience);
        assertThat(running.find(owner.tenant(), session.id())).isEmpty();
    }
}
