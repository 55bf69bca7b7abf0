package io.holdfast.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.Caller;
import io.holdfast.access.SessionId;
import io.holdfast.access.UserId;
import io.holdfast.gateway.person.Farewell;
import io.holdfast.gateway.person.Person;
import io.holdfast.gateway.person.PersonChannel;
import io.holdfast.gateway.person.PersonCounters;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** A person's connection is known until the device was told its end: the words that it waits for are found by its id. */
class ForwardTest {
    private final Deque<Runnable> loop = new ArrayDeque<>();
    private final Device device = new Device();
    private final List<PortForwardMessage> told = new ArrayList<>();
    private final List<String> forgotten = new ArrayList<>();
    private final Forward forward = new Forward(
            new Person(
                    new Caller(TenantId.random(), UserId.random(), SessionId.random()),
                    new Channel(loop::add),
                    new PersonCounters(new SimpleMeterRegistry())),
            new ForwardTraffic(),
            "c",
            told::add,
            gone -> forgotten.add(gone.id()));

    private void run() {
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
    }

    private void connect() {
        forward.connect(new PortForwardMessage.New("c", "localhost", 22, PortForwardMessage.Transport.TCP));
        forward.opened(device);
        run();
    }

    @Test
    void a_connection_that_is_closed_before_it_stands_is_known_until_its_stop_was_sent() {
        connect();
        forward.stop();
        run();
        assertThat(device.asked).hasSize(1);
        assertThat(forgotten).isEmpty();
        assertThat(forward.isWanted()).isFalse();

        forward.connected();
        run();

        assertThat(device.asked).endsWith(new PortForwardMessage.Stop("c"));
        assertThat(forgotten).containsExactly("c");
        assertThat(told).isEmpty();
    }

    @Test
    void a_connection_that_is_closed_while_the_device_is_busy_sends_what_came_before_and_then_its_stop() {
        connect();
        forward.connected();
        device.busy = true;
        forward.send(Payload.of(new byte[] {1}));
        forward.stop();
        run();
        assertThat(forgotten).isEmpty();

        device.busy = false;
        forward.acknowledged();
        run();

        assertThat(device.asked)
                .endsWith(
                        new PortForwardMessage.Forward("c", Payload.of(new byte[] {1})),
                        new PortForwardMessage.Stop("c"));
        assertThat(forgotten).containsExactly("c");
    }

    @Test
    void a_connection_that_both_close_is_forgotten_and_nobody_told_twice() {
        connect();
        forward.stop();
        forward.failed(new PortForwardMessage.Error("nothing listens", "new", Optional.of("c")));
        run();

        assertThat(forgotten).containsExactly("c");
        assertThat(told).isEmpty();
    }

    /** A device's session that takes everything unless it is busy. */
    private static final class Device implements DeviceSession {
        final List<ToDevice> asked = new ArrayList<>();
        boolean busy;

        @Override
        public CompletionStage<SendOutcome> send(ToDevice message) {
            asked.add(message);
            return CompletableFuture.completedStage(busy ? new SendOutcome.Busy() : new SendOutcome.Sent());
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
