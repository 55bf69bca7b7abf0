package io.holdfast.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.gateway.link.CloseCause;
import io.holdfast.gateway.link.Subprotocol;
import io.holdfast.gateway.link.TestLinks;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.dice.Dice;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.mux.MuxCodec;
import io.holdfast.wire.mux.MuxFrame;
import io.holdfast.wire.mux.MuxLimits;
import io.holdfast.wire.mux.MuxTarget;
import io.holdfast.wire.mux.ResetCode;
import io.holdfast.wire.mux.StreamPriority;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The very same sessions, on a link that speaks in streams. */
class MuxSessionsTest {
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

    @Test
    void a_session_is_a_stream_of_its_own_with_the_messages_of_any_link() {
        DeviceSession session = terminal();
        MuxDevice.Far stream = far.last();
        session.send(ShellMessage.Data.of(Messages.BYTES));
        far.move();

        assertThat(stream.stream.target()).isEqualTo(new MuxTarget.Messages());
        assertThat(stream.stream.priority()).isEqualTo(StreamPriority.TERMINAL);
        assertThat(stream.sessionId()).isEqualTo(session.id());
        assertThat(stream.messages()).hasSize(2).endsWith(ShellMessage.Data.of(Messages.BYTES));

        session.close();
        far.move();
        assertThat(stream.messages()).endsWith(new ShellMessage.Stop());
        assertThat(stream.end).isEmpty();
        stream.say(new ShellMessage.Ended(ReplyStatus.NORMAL, ""));
        far.move();
        assertThat(stream.end).isEqualTo("ended");
        assertThat(sessions.count()).isZero();
    }

    @Test
    void each_protocol_has_its_priority() {
        files();
        assertThat(far.last().stream.priority()).isEqualTo(StreamPriority.BULK);
        open(LinkProtocol.MENDER_CLIENT);
        assertThat(far.last().stream.priority()).isEqualTo(StreamPriority.CONTROL);
    }

    @Test
    void keystrokes_overtake_a_file_that_waits_for_the_line() {
        DeviceSession file = files();
        file.send(new FileTransferMessage.Put("/f", OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()));
        far.move();
        far.last().say(new FileTransferMessage.Ack(0));
        far.move();
        DeviceSession terminal = terminal();
        List<Integer> lengths = new ArrayList<>();
        List<ChannelPromise> held = new ArrayList<>();
        far.link.channel().pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                lengths.add(((BinaryWebSocketFrame) message).content().readableBytes());
                held.add(promise);
            }
        });
        long offset = 0;
        SendOutcome last = new SendOutcome.Sent();
        while (last instanceof SendOutcome.Sent) {
            last = file.send(new FileTransferMessage.Chunk(offset, Payload.of(new byte[4096])))
                    .toCompletableFuture()
                    .getNow(new SendOutcome.Busy());
            offset += 4096;
        }
        int onTheLine = lengths.size();

        terminal.send(ShellMessage.Data.of(Messages.BYTES));
        List.copyOf(held).forEach(ChannelPromise::setSuccess);

        assertThat(onTheLine * 4096).isLessThanOrEqualTo(4 * MuxLimits.FRAME_MAX);
        assertThat(lengths.get(onTheLine))
                .as("the first frame after those on the line")
                .isLessThan(200);
        assertThat(lengths).hasSizeGreaterThan(onTheLine + 1);
    }

    @Test
    void who_stops_reading_one_session_stops_nobody_else_and_loses_nothing() {
        DeviceSession slow = terminal();
        MuxDevice.Far slowStream = far.last();
        terminal();
        MuxDevice.Far quick = far.last();
        heard.clear();

        slow.reading(false);
        int said = 0;
        while (slowStream.stream.hasRoom() && said < 1_000) {
            slowStream.say(ShellMessage.Data.of(Payload.of(new byte[4096])));
            far.move();
            said++;
        }
        quick.say(ShellMessage.Data.of(Messages.BYTES));
        far.move();

        assertThat(heard).containsExactly(ShellMessage.Data.of(Messages.BYTES));
        assertThat(far.link.channel().config().isAutoRead()).isTrue();
        assertThat(said * 4096)
                .as("what the device may send unread")
                .isLessThan(MuxLimits.WINDOW + 2 * MuxLimits.QUEUE_MAX);

        slow.reading(true);
        far.move();
        assertThat(heard).hasSize(said + 1);
    }

    @Test
    void a_device_that_refuses_a_session_says_why() {
        CompletableFuture<SessionOpening> opening = open(LinkProtocol.FILE_TRANSFER);
        far.last().stream.reset(ResetCode.NOT_SERVED, "no files here");
        far.move();

        assertThat(opening.join())
                .isEqualTo(new SessionOpening.Refused(SessionOpening.Reason.NOT_SERVED, "no files here"));
        assertThat(sessions.count()).isZero();
    }

    @Test
    void a_stream_that_the_device_ends_is_its_sessions_end() {
        terminal();
        far.last().stream.end();
        far.move();
        terminal();
        far.last().stream.reset(ResetCode.FAILED, "it broke");
        far.move();

        assertThat(told).containsExactly("closed-by-device ", "closed-by-device it broke");
        assertThat(sessions.count()).isZero();
    }

    @Test
    void a_session_that_answers_for_another_is_not_heard() {
        DeviceSession one = terminal();
        terminal();
        heard.clear();
        MuxDevice.Far other = far.last();
        byte[] stolen = io.holdfast.wire.link.LinkWriter.write(one.id(), ShellMessage.Data.of(Messages.BYTES));
        assertThat(other.stream.send(Payload.of(stolen))).isTrue();
        far.move();

        assertThat(heard).isEmpty();
    }

    private DeviceSession forwards() {
        return session(open(LinkProtocol.PORT_FORWARD));
    }

    private static PortForwardMessage.New connect(String id, PortForwardMessage.Transport transport) {
        return new PortForwardMessage.New(id, "localhost", 22, transport);
    }

    @Test
    void a_forwarded_connection_is_a_stream_of_bytes() {
        DeviceSession session = forwards();
        assertThat(session.send(connect("c", PortForwardMessage.Transport.TCP)))
                .isCompletedWithValue(new SendOutcome.Sent());
        MuxDevice.Far stream = far.accept();
        assertThat(stream.stream.target()).isEqualTo(new MuxTarget.Tcp("localhost", 22));
        assertThat(heard).containsExactly(new PortForwardMessage.Connected("c"));

        session.send(new PortForwardMessage.Forward("c", Messages.BYTES));
        far.move();
        assertThat(stream.came).containsExactly(Messages.BYTES);

        stream.stream.send(Payload.of(new byte[10_000]));
        far.move();
        assertThat(heard.subList(1, heard.size()))
                .as("in pieces that people's tools know")
                .containsExactly(
                        new PortForwardMessage.Forward("c", Payload.of(new byte[4096])),
                        new PortForwardMessage.Forward("c", Payload.of(new byte[4096])),
                        new PortForwardMessage.Forward("c", Payload.of(new byte[1808])));

        stream.stream.end();
        far.move();
        assertThat(heard).endsWith(new PortForwardMessage.Stop("c"));
        assertThat(stream.end).isEqualTo("ended");
        assertThat(session.send(new PortForwardMessage.Forward("c", Messages.BYTES)))
                .isCompletedWithValueMatching(SendOutcome.Illegal.class::isInstance);
    }

    @Test
    void a_device_sends_no_more_of_a_connection_than_was_taken_away() {
        DeviceSession session = forwards();
        session.send(connect("c", PortForwardMessage.Transport.TCP));
        MuxDevice.Far stream = far.accept();
        heard.clear();
        while (stream.stream.send(Payload.of(new byte[4096])) && heard.size() < 1_000) {
            far.move();
        }
        assertThat(heard).hasSize(DeviceSessions.FORWARD_WINDOW / 4096);

        session.taken("c", 64 << 10);
        far.move();

        assertThat(heard).hasSize((DeviceSessions.FORWARD_WINDOW + (64 << 10)) / 4096);
    }

    @Test
    void who_sends_faster_than_a_device_takes_is_busy_until_an_ack() {
        DeviceSession session = forwards();
        session.send(connect("c", PortForwardMessage.Transport.TCP));
        far.accept();
        heard.clear();
        SendOutcome outcome = new SendOutcome.Sent();
        int sent = 0;
        while (outcome instanceof SendOutcome.Sent && sent < 1_000) {
            outcome = session.send(new PortForwardMessage.Forward("c", Payload.of(new byte[4096])))
                    .toCompletableFuture()
                    .join();
            sent++;
        }
        assertThat(outcome).isEqualTo(new SendOutcome.Busy());
        assertThat(sent * 4096).isLessThan(MuxLimits.WINDOW + 2 * MuxLimits.QUEUE_MAX);
        assertThat(fleet.budget.used()).isPositive();

        far.move();

        assertThat(heard).containsExactly(new PortForwardMessage.Ack("c"));
        assertThat(fleet.budget.used()).isZero();
    }

    @Test
    void what_was_sent_before_a_stop_still_arrives_and_what_comes_after_it_is_dropped() {
        DeviceSession session = forwards();
        session.send(connect("c", PortForwardMessage.Transport.TCP));
        MuxDevice.Far stream = far.accept();
        heard.clear();
        session.send(new PortForwardMessage.Forward("c", Messages.BYTES));
        session.send(new PortForwardMessage.Stop("c"));
        far.move();
        assertThat(stream.came).containsExactly(Messages.BYTES);
        assertThat(stream.end).isEqualTo("ended");

        stream.stream.send(Messages.BYTES);
        far.move();

        assertThat(heard).isEmpty();
        assertThat(stream.end).isEqualTo("reset CANCELLED");
    }

    @Test
    void a_connection_that_cannot_be_is_an_error_in_the_device_s_words() {
        DeviceSession session = forwards();
        session.send(connect("c", PortForwardMessage.Transport.TCP));
        far.move();
        far.last().stream.reset(ResetCode.UNREACHABLE, "nothing listens");
        far.move();
        session.send(connect("u", PortForwardMessage.Transport.UDP));

        assertThat(heard)
                .containsExactly(
                        new PortForwardMessage.Error("nothing listens", "new", Optional.of("c")),
                        new PortForwardMessage.Error(
                                "this device forwards TCP connections only", "new", Optional.of("u")));
    }

    @Test
    void a_session_has_as_many_connections_as_on_any_link() {
        DeviceSession session = forwards();
        for (int i = 0; i < DeviceSessions.CONNECTIONS_MAX; i++) {
            assertThat(session.send(connect("c" + i, PortForwardMessage.Transport.TCP)))
                    .isCompletedWithValue(new SendOutcome.Sent());
        }
        assertThat(session.send(connect("more", PortForwardMessage.Transport.TCP)))
                .isCompletedWithValue(new SendOutcome.Busy());
        assertThat(session.send(connect("c1", PortForwardMessage.Transport.TCP)))
                .isCompletedWithValueMatching(SendOutcome.Illegal.class::isInstance);
    }

    @Test
    void however_many_connections_there_are_somebody_gets_a_terminal() {
        int connections = 0;
        for (int i = 0; i < 4; i++) {
            DeviceSession session = forwards();
            for (int c = 0; c < DeviceSessions.CONNECTIONS_MAX; c++) {
                connections += session.send(connect("c" + c, PortForwardMessage.Transport.TCP))
                                        .toCompletableFuture()
                                        .join()
                                instanceof SendOutcome.Sent
                        ? 1
                        : 0;
            }
        }

        assertThat(connections).isEqualTo(96);
        assertThat(terminal().id()).isNotEmpty();
    }

    @Test
    void room_that_others_gave_back_is_told_to_who_waits_for_it() {
        DeviceSession session = forwards();
        session.send(connect("c", PortForwardMessage.Transport.TCP));
        far.accept();
        heard.clear();
        fleet.share.take(64 << 20);
        assertThat(session.send(new PortForwardMessage.Forward("c", Messages.BYTES)))
                .isCompletedWithValue(new SendOutcome.Busy());

        fleet.share.take(-(64 << 20));
        fleet.links.look();
        far.link.channel().runPendingTasks();

        assertThat(heard).containsExactly(new PortForwardMessage.Ack("c"));
    }

    @Test
    void everything_ends_with_the_link_once_and_nothing_is_counted_any_more() {
        terminal();
        DeviceSession forwards = forwards();
        forwards.send(connect("c", PortForwardMessage.Transport.TCP));
        far.move();
        forwards.send(new PortForwardMessage.Stop("c"));

        far.link.link().close(CloseCause.REVOKED);
        far.link.channel().runPendingTasks();

        assertThat(told)
                .containsExactlyInAnyOrder("link-ended not authorized any more", "link-ended not authorized any more");
        assertThat(sessions.count()).isZero();
        assertThat(fleet.budget.used()).isZero();
    }

    @Test
    void a_silent_device_is_given_up_as_on_any_link_and_sooner_while_somebody_watches() {
        terminal();
        int halves = 0;
        while (far.link.link().isOpen() && halves < 1_000) {
            fleet.pass(Duration.ofMillis(500), List.of(far.link));
            halves++;
        }

        assertThat(halves).isLessThanOrEqualTo(2 * (9 + 6));
        assertThat(fleet.counters.of(CloseCause.SILENT)).isEqualTo(1);
        assertThat(told).containsExactly("link-ended nothing was heard");
    }

    @Test
    void a_node_that_stops_says_when_to_come_back_as_on_any_link() {
        terminal();

        fleet.links.drain(Duration.ofSeconds(1));
        far.link.channel().runPendingTasks();

        assertThat(farewell()).isEqualTo("1012 restart; retry after 1 s");
        assertThat(told).containsExactly("link-ended restart");
    }

    @Test
    void what_crossed_a_streams_end_is_harmless_and_what_cannot_have_is_not() {
        DeviceSession session = forwards();
        session.send(connect("c", PortForwardMessage.Transport.TCP));
        far.accept().stream.end();
        far.move();

        far.write(MuxCodec.write(new MuxFrame.Credit(1, 100)));
        far.write(MuxCodec.write(new MuxFrame.Reset(1, ResetCode.CANCELLED, "")));
        assertThat(far.link.link().isOpen()).isTrue();
        far.write(MuxCodec.write(new MuxFrame.Data(1, Messages.BYTES)));
        far.link.channel().runPendingTasks();

        assertThat(farewell()).isEqualTo("1008 the protocol was broken: mux out-of-place");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void a_frame_of_a_stream_that_never_was_ends_the_link_and_says_why(int type) {
        MuxFrame frame = switch (type) {
            case 1 -> new MuxFrame.Open(1, new MuxTarget.Messages(), StreamPriority.HTTP, MuxLimits.WINDOW);
            case 2 -> new MuxFrame.Accept(1, MuxLimits.WINDOW);
            case 3 -> new MuxFrame.Data(1, Messages.BYTES);
            default -> new MuxFrame.Close(1);
        };

        far.write(MuxCodec.write(frame));
        far.link.channel().runPendingTasks();

        assertThat(farewell()).isEqualTo("1008 the protocol was broken: mux out-of-place");
        assertThat(fleet.counters.of(CloseCause.PROTOCOL)).isEqualTo(1);
    }

    @Test
    void a_frame_that_is_none_ends_the_link_and_its_sessions() {
        terminal();

        far.write(new byte[] {9, 0, 0, 0, 1});
        far.link.channel().runPendingTasks();

        assertThat(farewell()).isEqualTo("1008 the protocol was broken: mux unknown-type");
        assertThat(told).hasSize(1);
    }

    private String farewell() {
        return far.link.channel().outboundMessages().stream()
                .filter(CloseWebSocketFrame.class::isInstance)
                .map(CloseWebSocketFrame.class::cast)
                .map(close -> close.statusCode() + " " + close.reasonText())
                .findFirst()
                .orElse("none");
    }
}
