package io.holdfast.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.gateway.link.Subprotocol;
import io.holdfast.gateway.link.TestLinks;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.dice.Dice;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.mux.MuxLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A device that takes nothing, or never ends what was ended, costs itself something, and nobody else. */
class MuxPatienceTest {
    private final TestLinks fleet = new TestLinks(64 << 20);
    private final ImageDevice device = fleet.device();
    private final DeviceSessions sessions = new DeviceSessions(fleet.writer.image(), fleet.links, Dice.seeded(3));
    private final MuxDevice far = new MuxDevice(fleet.open(device, Subprotocol.MUX));
    private final List<String> told = new ArrayList<>();
    private final List<FromDevice> heard = new ArrayList<>();

    private final SessionListener listener = new SessionListener() {
        @Override
        public void message(FromDevice message) {
            heard.add(message);
        }

        @Override
        public void closed(SessionEnd end) {
            told.add(end.cause().label() + " " + end.text());
        }
    };

    private CompletableFuture<SessionOpening> open(LinkProtocol protocol) {
        CompletableFuture<SessionOpening> opening = sessions.open(
                        new DeviceRef(fleet.tenant, device.id()),
                        protocol,
                        new SessionOwner(fleet.tenant, "owner"),
                        listener)
                .toCompletableFuture();
        far.move();
        return opening;
    }

    private static DeviceSession session(CompletableFuture<SessionOpening> opening) {
        if (opening.getNow(new SessionOpening.Refused(SessionOpening.Reason.TIMED_OUT, ""))
                instanceof SessionOpening.Opened opened) {
            return opened.session();
        }
        throw new AssertionError("not opened: " + opening);
    }

    private DeviceSession terminal() {
        DeviceSession session = session(open(LinkProtocol.SHELL));
        session.send(new ShellMessage.New(Optional.empty(), ""));
        MuxDevice.Far stream = far.accept();
        stream.say(new ShellMessage.Started(ReplyStatus.NORMAL, ""));
        far.move();
        return session;
    }

    private DeviceSession files() {
        CompletableFuture<SessionOpening> opening = open(LinkProtocol.FILE_TRANSFER);
        far.accept().say(new ControlMessage.Accept(1, List.of(1, 2, 3, 4)));
        far.move();
        return session(opening);
    }

    private DeviceSession forwards() {
        return session(open(LinkProtocol.PORT_FORWARD));
    }

    private static PortForwardMessage.New connect(String id, PortForwardMessage.Transport transport) {
        return new PortForwardMessage.New(id, "localhost", 22, transport);
    }

    private void pass(Duration span) {
        for (long half = span.toMillis() / 500; half > 0; half--) {
            fleet.clock.advance(Duration.ofMillis(500));
            sessions.look();
            far.move();
        }
    }

    private int fill(DeviceSession session, MuxDevice.Far stream) {
        stream.takes = false;
        int sent = 0;
        while (sent < 1_000
                && session.send(new PortForwardMessage.Forward("c", Payload.of(new byte[4096])))
                                .toCompletableFuture()
                                .join()
                        instanceof SendOutcome.Sent) {
            sent++;
            far.move();
        }
        return sent * 4096;
    }

    @Test
    void what_was_counted_once_goes_out_however_much_waits_for_others() {
        DeviceSession session = forwards();
        session.send(connect("c", PortForwardMessage.Transport.TCP));
        MuxDevice.Far stream = far.accept();
        int sent = fill(session, stream);
        fleet.share.take((64 << 20) - (int) fleet.budget.used());

        stream.stream.taken(MuxLimits.WINDOW);
        far.move();

        assertThat(stream.bytes()).isEqualTo(sent);
        assertThat(fleet.budget.used()).isEqualTo((64 << 20) - (sent - MuxLimits.WINDOW));
    }

    @Test
    void a_stream_of_which_the_device_takes_nothing_keeps_its_bytes_only_while_there_are_enough_for_others() {
        DeviceSession session = forwards();
        session.send(connect("c", PortForwardMessage.Transport.TCP));
        MuxDevice.Far stream = far.accept();
        heard.clear();
        fill(session, stream);
        pass(Duration.ofMinutes(5));
        assertThat(stream.end).isEmpty();

        fleet.share.take(32 << 20);
        pass(Duration.ofSeconds(1));

        assertThat(stream.end).isEqualTo("reset FAILED");
        assertThat(heard).containsExactly(new PortForwardMessage.Stop("c"));
        assertThat(fleet.budget.used()).isEqualTo(32 << 20);
    }

    @Test
    void a_stream_of_which_the_device_takes_something_now_and_then_is_kept() {
        fleet.share.take(33 << 20);
        DeviceSession session = forwards();
        session.send(connect("c", PortForwardMessage.Transport.TCP));
        MuxDevice.Far stream = far.accept();
        fill(session, stream);
        for (int i = 0; i < 3; i++) {
            pass(Duration.ofSeconds(29));
            stream.stream.taken(32 << 10);
            far.move();
            fill(session, stream);
        }
        assertThat(stream.end).isEmpty();

        pass(Duration.ofSeconds(31));
        assertThat(stream.end).isEqualTo("reset FAILED");
    }

    @Test
    void a_device_that_sends_and_does_not_read_loses_the_session_and_not_its_link() {
        DeviceSession session = terminal();
        MuxDevice.Far stream = far.last();
        stream.takes = false;
        List<CompletableFuture<SendOutcome>> outcomes = new ArrayList<>();
        while (outcomes.stream().allMatch(CompletableFuture::isDone) && outcomes.size() < 1_000) {
            outcomes.add(session.send(ShellMessage.Data.of(Payload.of(new byte[4096])))
                    .toCompletableFuture());
            far.move();
        }
        stream.say(new ShellMessage.Ping(65));
        far.move();
        assertThat(told).isEmpty();

        for (int i = 0; i < 10_000 && told.isEmpty(); i++) {
            stream.say(new ShellMessage.Ping(65));
            far.move();
        }

        assertThat(told).containsExactly("closed-by-device the device sends and does not read");
        assertThat(stream.end).isEqualTo("reset FAILED");
        assertThat(far.link.link().isOpen()).isTrue();
        assertThat(outcomes.getLast()).isCompletedWithValue(new SendOutcome.Over());
        assertThat(fleet.budget.used()).isZero();
    }

    @Test
    void what_is_owed_to_a_device_is_sent_however_much_waits_for_others() {
        DeviceSession session = terminal();
        MuxDevice.Far stream = far.last();
        fleet.share.take(64 << 20);

        session.close();
        DeviceSession opened = files();

        assertThat(stream.messages()).endsWith(new ShellMessage.Stop());
        assertThat(far.last().sessionId()).isEqualTo(opened.id());
        assertThat(far.link.link().isOpen()).isTrue();
    }

    @Test
    void a_session_that_the_device_does_not_end_gives_its_stream_back() {
        DeviceSession session = terminal();
        MuxDevice.Far stream = far.last();
        session.close();
        far.move();
        assertThat(stream.end).isEmpty();

        pass(Duration.ofSeconds(11));

        assertThat(stream.end).isEqualTo("reset CANCELLED");
    }

    @Test
    void a_stream_whose_session_was_ended_by_both_and_that_the_device_keeps_is_taken_back() {
        DeviceSession session = terminal();
        MuxDevice.Far stream = far.last();
        session.close();
        far.move();
        stream.say(new ShellMessage.Ended(ReplyStatus.NORMAL, ""));
        far.move();
        assertThat(stream.end).isEqualTo("ended");

        pass(Duration.ofSeconds(11));

        assertThat(stream.end).isEqualTo("reset CANCELLED");
    }

    @Test
    void connections_that_were_stopped_and_that_their_programs_keep_stand_in_nobodys_way() {
        DeviceSession session = forwards();
        for (int i = 0; i < 200; i++) {
            assertThat(session.send(connect("c" + i, PortForwardMessage.Transport.TCP)))
                    .isCompletedWithValue(new SendOutcome.Sent());
            far.accept();
            session.send(new PortForwardMessage.Stop("c" + i));
            far.move();
        }
        assertThat(far.last().end).isEqualTo("ended");

        session.close();
        pass(Duration.ofSeconds(11));

        assertThat(far.streams).allMatch(stream -> stream.end.equals("reset CANCELLED"));
    }

    @Test
    void a_stopped_connection_has_its_time_as_long_as_something_of_it_goes() {
        DeviceSession session = forwards();
        session.send(connect("c", PortForwardMessage.Transport.TCP));
        MuxDevice.Far stream = far.accept();
        int sent = fill(session, stream);
        session.send(new PortForwardMessage.Stop("c"));
        session.close();
        for (int taken = 0; taken < sent - MuxLimits.WINDOW; taken += 32 << 10) {
            pass(Duration.ofSeconds(9));
            stream.stream.taken(32 << 10);
            far.move();
        }
        assertThat(stream.bytes()).isEqualTo(sent);
        assertThat(stream.end).isEqualTo("ended");

        pass(Duration.ofSeconds(11));
        assertThat(stream.end).isEqualTo("reset CANCELLED");
    }

    @Test
    void what_no_reader_waits_for_is_not_kept_in_crumbs() {
        DeviceSession session = terminal();
        session.reading(false);
        MuxDevice.Far stream = far.last();
        int crumbs = 0;
        while (stream.end.isEmpty() && crumbs < 20_000) {
            boolean taken = stream.stream.send(Payload.of(new byte[1]));
            far.move();
            crumbs++;
        }

        assertThat(crumbs).isLessThanOrEqualTo(MuxLimits.WINDOW / 64 + 1);
        assertThat(told).containsExactly("closed-by-device the device sends what is no message");
    }
}
