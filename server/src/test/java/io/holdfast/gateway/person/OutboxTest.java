package io.holdfast.gateway.person;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.Caller;
import io.holdfast.access.SessionId;
import io.holdfast.access.UserId;
import io.holdfast.gateway.session.DeviceSession;
import io.holdfast.gateway.session.SendOutcome;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ToDevice;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** What waits for a device goes out in order and never stays behind, in whichever order the device's answers and our own words come. */
class OutboxTest {
    private final Deque<Runnable> loop = new ArrayDeque<>();
    private final Device device = new Device();
    private final Outbox outbox = new Outbox(new Person(
            new Caller(TenantId.random(), UserId.random(), SessionId.random()),
            new Channel(loop::add),
            new PersonCounters(new SimpleMeterRegistry())));

    @Test
    void who_is_too_busy_is_asked_again_when_it_is_free_and_not_before() {
        outbox.opened(device);
        outbox.add(piece(), 1, outcome -> {});

        device.answers(new SendOutcome.Busy());
        run();
        assertThat(device.asked).hasSize(1);

        outbox.go();
        run();
        assertThat(device.asked).hasSize(2);
    }

    @Test
    void a_device_that_is_free_before_it_is_known_to_have_been_busy_is_asked_again() {
        outbox.opened(device);
        outbox.add(piece(), 1, outcome -> {});

        device.answers(new SendOutcome.Busy());
        outbox.go();
        run();

        assertThat(device.asked).hasSize(2);
    }

    @Test
    void what_comes_after_a_question_waits_for_its_answer() {
        outbox.opened(device);
        outbox.addAndHold(piece(), outcome -> {});
        outbox.add(piece(), 1, outcome -> {});

        device.answers(new SendOutcome.Sent());
        run();
        assertThat(device.asked).hasSize(1);

        outbox.go();
        assertThat(device.asked).hasSize(2);
    }

    @Test
    void an_answer_that_is_here_before_the_word_that_the_question_was_sent_is_an_answer() {
        outbox.opened(device);
        outbox.addAndHold(piece(), outcome -> {});
        outbox.add(piece(), 1, outcome -> {});

        outbox.go();
        device.answers(new SendOutcome.Sent());
        run();

        assertThat(device.asked).hasSize(2);
    }

    @Test
    void what_nobody_wants_any_more_is_not_sent() {
        List<SendOutcome> told = new ArrayList<>();
        outbox.add(piece(), 1, told::add);
        outbox.clear();
        outbox.opened(device);
        outbox.add(piece(), 1, told::add);
        run();

        assertThat(device.asked).isEmpty();
        assertThat(told).containsExactly(new SendOutcome.Over());
    }

    private static ToDevice piece() {
        return new PortForwardMessage.Forward("c", Payload.of(new byte[] {1}));
    }

    private void run() {
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
    }

    /** A device's session whose answers the test gives. */
    private static final class Device implements DeviceSession {
        final List<ToDevice> asked = new ArrayList<>();
        private final Deque<CompletableFuture<SendOutcome>> open = new ArrayDeque<>();

        void answers(SendOutcome outcome) {
            open.remove().complete(outcome);
        }

        @Override
        public CompletionStage<SendOutcome> send(ToDevice message) {
            asked.add(message);
            CompletableFuture<SendOutcome> answer = new CompletableFuture<>();
            open.add(answer);
            return answer;
        }

        @Override
        public String id() {
            return "session";
        }

        @Override
        public LinkProtocol protocol() {
            return LinkProtocol.PORT_FORWARD;
        }

        @Override
        public void taken(String connectionId, int bytes) {}

        @Override
        public void reading(boolean wanted) {}

        @Override
        public void close() {}
    }

    private record Channel(Executor loop) implements PersonChannel {
        @Override
        public void send(byte[] message, Runnable written) {}

        @Override
        public void ping() {}

        @Override
        public void reading(boolean wanted) {}

        @Override
        public void close(Farewell farewell) {}
    }
}
