package io.holdfast.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.gateway.link.CloseCause;
import io.holdfast.gateway.link.LinkCounters;
import io.holdfast.gateway.link.TestLinks;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.ToDevice;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DeviceSessionsTest {
    private final TestLinks fleet = new TestLinks(64 << 20);
    private final ImageDevice device = fleet.device();
    private final DeviceSessions sessions = new DeviceSessions(fleet.writer.image(), fleet.links, Dice.seeded(3));
    private final SessionOwner owner = new SessionOwner(fleet.tenant, "owner");
    private final List<String> told = new ArrayList<>();
    private TestLinks.Opened link = fleet.open(device);

    private final SessionListener listener = new SessionListener() {
        @Override
        public void message(FromDevice message) {
            told.add(Messages.name(message));
        }

        @Override
        public void closed(SessionEnd end) {
            told.add(end.cause().label());
        }
    };

    private CompletableFuture<SessionOpening> open(LinkProtocol protocol, SessionOwner by) {
        CompletableFuture<SessionOpening> opening = sessions.open(
                        new DeviceRef(fleet.tenant, device.id()), protocol, by, listener)
                .toCompletableFuture();
        link.channel().runPendingTasks();
        return opening;
    }

    private DeviceSession shell() {
        return session(open(LinkProtocol.SHELL, owner));
    }

    private DeviceSession running() {
        DeviceSession session = shell();
        session.send(new ShellMessage.New(Optional.empty(), ""));
        says(session.id(), new ShellMessage.Started(ReplyStatus.NORMAL, ""));
        sent();
        return session;
    }

    private static DeviceSession session(CompletableFuture<SessionOpening> opening) {
        if (opening.getNow(new SessionOpening.Refused(SessionOpening.Reason.TIMED_OUT, ""))
                instanceof SessionOpening.Opened opened) {
            return opened.session();
        }
        throw new AssertionError("not opened: " + opening);
    }

    private static String refusal(CompletableFuture<SessionOpening> opening) {
        return opening.join() instanceof SessionOpening.Refused refused
                ? refused.reason().refusal().code()
                : "opened";
    }

    private void says(String id, FromDevice message) {
        link.channel().writeInbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(LinkWriter.write(id, message))));
    }

    private List<LinkReading.Message<ToDevice>> sent() {
        List<LinkReading.Message<ToDevice>> sent = new ArrayList<>();
        for (Object out = link.channel().readOutbound();
                out != null;
                out = link.channel().readOutbound()) {
            if (out instanceof BinaryWebSocketFrame frame
                    && LinkReader.toDevice(ByteBufUtil.getBytes(frame.content()))
                            instanceof LinkReading.Message<ToDevice> message) {
                sent.add(message);
            }
        }
        return sent;
    }

    private void passes(Duration span) {
        for (int i = 0; i < span.toMillis() / 500; i++) {
            fleet.clock.advance(Duration.ofMillis(500));
            sessions.look();
            link.channel().runPendingTasks();
        }
    }

    @Test
    void a_session_opens_when_the_device_accepts_and_serves_its_protocol() {
        CompletableFuture<SessionOpening> opening = open(LinkProtocol.FILE_TRANSFER, owner);
        LinkReading.Message<ToDevice> asked = sent().getFirst();
        assertThat(asked.message()).isEqualTo(ControlMessage.Open.VERSION_1);
        assertThat(opening).isNotDone();

        says(asked.sessionId(), new ControlMessage.Accept(1, List.of(1, 2)));

        assertThat(session(opening).id()).isEqualTo(asked.sessionId());
    }

    @Test
    void a_session_that_cannot_be_is_refused_with_its_reason() {
        CompletableFuture<SessionOpening> notServed = open(LinkProtocol.PORT_FORWARD, owner);
        says(sent().getFirst().sessionId(), new ControlMessage.Accept(1, List.of(1, 2)));
        CompletableFuture<SessionOpening> late = open(LinkProtocol.PORT_FORWARD, owner);
        passes(Duration.ofSeconds(11));
        ImageDevice unlinked = fleet.device();
        DeviceRef stranger = new DeviceRef(fleet.tenant, DeviceId.random());

        assertThat(refusal(notServed)).isEqualTo("session.not-served");
        assertThat(refusal(late)).isEqualTo("session.timed-out");
        assertThat(refusal(
                        sessions.open(new DeviceRef(fleet.tenant, unlinked.id()), LinkProtocol.SHELL, owner, listener)
                                .toCompletableFuture()))
                .isEqualTo("session.device-not-connected");
        assertThat(refusal(sessions.open(stranger, LinkProtocol.SHELL, owner, listener)
                        .toCompletableFuture()))
                .isEqualTo("session.device-unknown");
        assertThat(refusal(open(LinkProtocol.SHELL, new SessionOwner(TenantId.random(), "owner"))))
                .isEqualTo("session.device-unknown");
        assertThat(told).isEmpty();
        assertThat(sessions.count()).isZero();
    }

    @Test
    void sessions_are_bounded_by_device_and_by_owner_and_come_free_again() {
        List<DeviceSession> open = new ArrayList<>();
        for (int i = 0; i < DeviceSessions.PER_DEVICE_MAX; i++) {
            open.add(shell());
        }
        assertThat(refusal(open(LinkProtocol.SHELL, owner))).isEqualTo("session.device-full");

        open.forEach(DeviceSession::close);

        assertThat(sessions.count()).isZero();
        assertThat(session(open(LinkProtocol.SHELL, owner))).isNotNull();
    }

    @Test
    void an_owner_s_sessions_are_bounded_across_devices() {
        for (int i = 0; i < DeviceSessions.PER_OWNER_MAX; i++) {
            if (i % DeviceSessions.PER_DEVICE_MAX == 0) {
                link = fleet.open(fleet.device());
            }
            openOn(link, owner);
        }
        link = fleet.open(fleet.device());

        assertThat(refusal(openOn(link, owner))).isEqualTo("session.owner-full");
        assertThat(refusal(openOn(link, new SessionOwner(fleet.tenant, "another"))))
                .isEqualTo("opened");
    }

    private CompletableFuture<SessionOpening> openOn(TestLinks.Opened on, SessionOwner by) {
        DeviceId id = fleet.writer.image().device(on.link().device()).id();
        CompletableFuture<SessionOpening> opening = sessions.open(
                        new DeviceRef(fleet.tenant, id), LinkProtocol.SHELL, by, listener)
                .toCompletableFuture();
        on.channel().runPendingTasks();
        return opening;
    }

    @Test
    void every_message_carries_the_session_s_own_id_and_only_that_one_reaches_it() {
        DeviceSession one = running();
        DeviceSession other = running();
        told.clear();

        one.send(ShellMessage.Data.of(Messages.BYTES));
        says(other.id(), ShellMessage.Data.of(Messages.BYTES));
        says("another", ShellMessage.Data.of(Messages.BYTES));
        says("", new ShellMessage.Ping(65));

        assertThat(sent().getFirst().sessionId()).isEqualTo(one.id()).isNotEqualTo(other.id());
        assertThat(told).containsExactly("Shell.Data");
        assertThat(fleet.counters.of(LinkCounters.Count.STRAY)).isEqualTo(2);
    }

    @Test
    void every_message_for_a_session_that_there_is_not_is_counted_and_changes_nothing() {
        DeviceSession session = running();
        told.clear();

        Messages.FROM_DEVICE.forEach(message -> says("another", message));

        assertThat(fleet.counters.of(LinkCounters.Count.STRAY)).isEqualTo(Messages.FROM_DEVICE.size());
        assertThat(told).isEmpty();
        assertThat(sent()).allMatch(message -> message.sessionId().equals("another"));
        assertThat(session.send(ShellMessage.Data.of(Messages.BYTES))).isCompletedWithValue(new SendOutcome.Sent());
    }

    @Test
    void a_shell_that_lost_its_link_and_goes_on_writing_is_stopped_now_and_then() {
        passes(Duration.ofSeconds(2));
        for (int i = 0; i < 100; i++) {
            says("lost", ShellMessage.Data.of(Messages.BYTES));
        }
        assertThat(sent()).containsExactly(new LinkReading.Message<>("lost", new ShellMessage.Stop()));

        passes(Duration.ofSeconds(2));
        says("lost", ShellMessage.Data.of(Messages.BYTES));
        assertThat(sent()).hasSize(1);
    }

    @Test
    void what_the_state_does_not_allow_is_not_sent_and_says_so() {
        DeviceSession session = shell();

        assertThat(session.send(ShellMessage.Data.of(Messages.BYTES)))
                .isCompletedWithValue(new SendOutcome.Illegal("shell fresh"));

        assertThat(sent()).isEmpty();
        assertThat(fleet.counters.of(LinkCounters.Count.ILLEGAL)).isEqualTo(1);
    }

    @Test
    void a_message_waits_for_room_in_order_and_too_many_do_not() {
        Deque<ChannelPromise> held = new ArrayDeque<>();
        DeviceSession session = running();
        link.channel().pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                held.add(promise);
            }
        });
        List<CompletableFuture<SendOutcome>> outcomes = new ArrayList<>();
        ToDevice piece = ShellMessage.Data.of(io.holdfast.wire.link.Payload.of(new byte[4096]));
        do {
            outcomes.add(session.send(piece).toCompletableFuture());
        } while (!(outcomes.getLast().getNow(new SendOutcome.Sent()) instanceof SendOutcome.Busy));

        long waiting = outcomes.stream().filter(outcome -> !outcome.isDone()).count();
        assertThat(waiting).isEqualTo(DeviceSessions.WAITING_MAX);
        while (!held.isEmpty()) {
            held.pop().setSuccess();
        }
        assertThat(outcomes).allMatch(CompletableFuture::isDone);
        assertThat(session.send(piece)).isCompletedWithValue(new SendOutcome.Sent());
    }

    @Test
    void a_session_ends_with_its_link_once() {
        DeviceSession session = running();
        told.clear();

        link.link().close(CloseCause.REVOKED);
        session.close();
        link.channel().runPendingTasks();

        assertThat(told).containsExactly("link-ended");
        assertThat(session.send(ShellMessage.Data.of(Messages.BYTES))).isCompletedWithValue(new SendOutcome.Over());
        assertThat(sessions.count()).isZero();
    }

    @Test
    void a_session_that_is_closed_leaves_the_agent_clean() {
        DeviceSession shell = running();
        shell.close();
        DeviceSession files = session(accepted(open(LinkProtocol.FILE_TRANSFER, owner)));
        sent();
        files.close();

        assertThat(sent()).extracting(LinkReading.Message::message).containsExactly(new ControlMessage.Close());
        assertThat(told).endsWith("closed", "closed");
    }

    private CompletableFuture<SessionOpening> accepted(CompletableFuture<SessionOpening> opening) {
        says(sent().getLast().sessionId(), new ControlMessage.Accept(1, List.of(1, 2, 3, 4)));
        return opening;
    }

    @Test
    void a_device_that_owes_an_answer_for_ten_seconds_loses_the_session() {
        DeviceSession files = session(accepted(open(LinkProtocol.FILE_TRANSFER, owner)));
        passes(Duration.ofSeconds(60));
        files.send(new FileTransferMessage.Stat("/x"));

        passes(Duration.ofSeconds(9));
        assertThat(told).isEmpty();
        passes(Duration.ofSeconds(2));
        assertThat(told).containsExactly("timed-out");
    }

    @Test
    void an_owner_who_reads_nothing_for_half_a_minute_loses_the_session_and_the_link_is_read_again() {
        DeviceSession session = running();
        told.clear();
        session.reading(false);
        assertThat(link.channel().config().isAutoRead()).isFalse();

        passes(Duration.ofSeconds(31));

        assertThat(told).containsExactly("not-read");
        assertThat(link.channel().config().isAutoRead()).isTrue();
    }

    @Test
    void a_device_that_sends_and_never_reads_its_answers_loses_its_link() {
        DeviceSession session = session(accepted(open(LinkProtocol.FILE_TRANSFER, owner)));
        link.channel().pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                // never written
            }
        });

        for (int i = 0; i < 100_000 && link.link().isOpen(); i++) {
            says(session.id(), new ControlMessage.Ping());
        }

        assertThat(fleet.counters.of(CloseCause.OVERLOADED)).isEqualTo(1);
    }
}
