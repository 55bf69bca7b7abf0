package io.holdfast.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.ToDevice;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What the matrix cannot say: numbers and orders. */
class ConversationTest {
    private final ForwardConversation forward = new ForwardConversation();
    private final FileConversation file = new FileConversation();

    @Test
    void a_shell_s_user_is_the_one_that_the_server_says() {
        ShellConversation shell = new ShellConversation("user/session");

        assertThat(shell.outgoing(new ShellMessage.New(Optional.empty(), "somebody else")))
                .isEqualTo(new Outgoing.Send(new ShellMessage.New(Optional.empty(), "user/session")));
    }

    @Test
    void a_shell_that_is_left_before_it_has_started_is_stopped_when_it_has() {
        ShellConversation shell = new ShellConversation("u");
        shell.outgoing(new ShellMessage.New(Optional.empty(), ""));

        assertThat(shell.leave()).isEmpty();
        assertThat(shell.settling()).isTrue();
        assertThat(shell.incoming(new ShellMessage.Started(ReplyStatus.NORMAL, "")))
                .isEqualTo(new Incoming.Answer(new ShellMessage.Stop()));
        assertThat(shell.incoming(new ShellMessage.Ended(ReplyStatus.NORMAL, "")))
                .isInstanceOf(Incoming.Ignore.class);
        assertThat(shell.settling()).isFalse();
    }

    @Test
    void a_ping_of_a_running_shell_is_answered_once_each_and_one_of_a_stopping_shell_never() {
        ShellConversation shell = new ShellConversation("u");
        shell.outgoing(new ShellMessage.New(Optional.empty(), ""));
        shell.incoming(new ShellMessage.Started(ReplyStatus.NORMAL, ""));

        assertThat(shell.incoming(new ShellMessage.Ping(65))).isEqualTo(new Incoming.Answer(new ShellMessage.Pong()));
        shell.outgoing(new ShellMessage.Stop());
        assertThat(shell.incoming(new ShellMessage.Ping(65))).isInstanceOf(Incoming.Ignore.class);
    }

    @Test
    void what_came_is_acknowledged_up_to_what_came_and_never_less_than_before() {
        file.outgoing(new FileTransferMessage.Get("/x"));
        file.incoming(new FileTransferMessage.Chunk(0, Messages.BYTES));

        assertThat(sent(new FileTransferMessage.Ack(11))).isFalse();
        assertThat(sent(new FileTransferMessage.Ack(10))).isTrue();
        assertThat(sent(new FileTransferMessage.Ack(9))).isFalse();
        file.incoming(new FileTransferMessage.Chunk(10, Payload.EMPTY));
        assertThat(sent(new FileTransferMessage.Get("/y"))).isTrue();
    }

    @Test
    void a_piece_that_was_left_out_ends_the_download() {
        file.outgoing(new FileTransferMessage.Get("/x"));

        assertThat(file.incoming(new FileTransferMessage.Chunk(10, Messages.BYTES)))
                .isInstanceOf(Incoming.End.class);
    }

    @Test
    void pieces_go_in_order_and_nothing_behind_the_end() {
        file.outgoing(
                new FileTransferMessage.Put("/x", OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()));
        file.incoming(new FileTransferMessage.Ack(0));

        assertThat(sent(new FileTransferMessage.Chunk(10, Messages.BYTES))).isFalse();
        assertThat(sent(new FileTransferMessage.Chunk(0, Messages.BYTES))).isTrue();
        assertThat(sent(new FileTransferMessage.Chunk(0, Messages.BYTES))).isFalse();
        assertThat(sent(new FileTransferMessage.Chunk(10, Payload.EMPTY))).isTrue();
        assertThat(sent(new FileTransferMessage.Chunk(10, Messages.BYTES))).isFalse();
        assertThat(file.incoming(new FileTransferMessage.Ack(11))).isInstanceOf(Incoming.Illegal.class);
        file.incoming(new FileTransferMessage.Ack(10));
        assertThat(sent(new FileTransferMessage.Stat("/x"))).isTrue();
    }

    private boolean sent(ToDevice message) {
        return file.outgoing(message) instanceof Outgoing.Send;
    }

    @Test
    void each_message_of_a_connection_is_acknowledged_once_and_the_last_when_enough_was_taken() {
        open("c");
        PortForwardMessage.Forward chunk = new PortForwardMessage.Forward("1", Payload.of(new byte[4096]));
        int acks = 0;
        while (forward.incoming(chunk) instanceof Incoming.Deliver delivered
                && delivered.answer().isPresent()) {
            assertThat(delivered.answer()).hasValue(new PortForwardMessage.Ack("1"));
            acks++;
        }

        assertThat(acks).isEqualTo(DeviceSessions.FORWARD_WINDOW / 4096);
        assertThat(forward.taken("c", 4095)).isEmpty();
        assertThat(forward.taken("c", 1)).hasValue(new PortForwardMessage.Ack("1"));
        assertThat(forward.taken("c", 4096)).isEmpty();
    }

    @Test
    void a_device_that_does_not_wait_for_its_ack_loses_the_session() {
        open("c");
        PortForwardMessage.Forward chunk = new PortForwardMessage.Forward("1", Payload.of(new byte[4096]));
        for (int i = 0; i <= DeviceSessions.FORWARD_WINDOW / 4096; i++) {
            forward.incoming(chunk);
        }

        assertThat(forward.incoming(chunk)).isInstanceOf(Incoming.End.class);
    }

    @Test
    void no_ack_is_sent_for_a_connection_that_was_stopped() {
        open("c");
        for (int i = 0; i <= DeviceSessions.FORWARD_WINDOW / 4096; i++) {
            forward.incoming(new PortForwardMessage.Forward("1", Payload.of(new byte[4096])));
        }
        forward.outgoing(new PortForwardMessage.Stop("c"));

        assertThat(forward.taken("c", 1 << 20)).isEmpty();
        assertThat(forward.incoming(new PortForwardMessage.Forward("1", Messages.BYTES)))
                .isInstanceOf(Incoming.Ignore.class);
    }

    @Test
    void an_owner_s_connection_id_may_come_again_and_is_another_one_to_the_device() {
        open("c");
        forward.outgoing(new PortForwardMessage.Stop("c"));

        assertThat(forward.outgoing(connect("c")))
                .isEqualTo(new Outgoing.Send(
                        new PortForwardMessage.New("2", "localhost", 22, PortForwardMessage.Transport.TCP)));
    }

    @Test
    void sixteen_messages_of_a_connection_may_be_unanswered() {
        open("c");
        PortForwardMessage.Forward piece = new PortForwardMessage.Forward("c", Messages.BYTES);
        for (int i = 0; i < 16; i++) {
            assertThat(forward.outgoing(piece)).isInstanceOf(Outgoing.Send.class);
        }

        assertThat(forward.outgoing(piece)).isInstanceOf(Outgoing.Busy.class);
        assertThat(forward.incoming(new PortForwardMessage.Ack("1")))
                .isEqualTo(Incoming.Deliver.of(new PortForwardMessage.Ack("c")));
        assertThat(forward.outgoing(piece)).isInstanceOf(Outgoing.Send.class);
    }

    @Test
    void an_error_without_a_name_is_about_the_connection_that_waits_longest() {
        open("open");
        forward.outgoing(connect("first"));
        forward.outgoing(connect("second"));
        forward.outgoing(new PortForwardMessage.Stop("first"));
        PortForwardMessage.Error refused = new PortForwardMessage.Error("refused", "new", Optional.empty());

        // The first one's owner does not wait for it any more; then its stop finds nothing to stop.
        assertThat(forward.incoming(refused)).isInstanceOf(Incoming.Ignore.class);
        assertThat(forward.incoming(refused))
                .isEqualTo(Incoming.Deliver.of(new PortForwardMessage.Error("refused", "new", Optional.of("second"))));
        assertThat(forward.incoming(new PortForwardMessage.Error("unknown connection", "stop", Optional.empty())))
                .isInstanceOf(Incoming.Ignore.class);
        assertThat(forward.outgoing(new PortForwardMessage.Forward("open", Messages.BYTES)))
                .isInstanceOf(Outgoing.Send.class);
        assertThat(forward.state()).isEqualTo("port forward with 1 connections");
    }

    @Test
    void that_an_ack_came_too_late_is_nobody_s_business() {
        open("c");
        forward.incoming(new PortForwardMessage.Forward("1", Messages.BYTES));
        forward.incoming(new PortForwardMessage.Stop("1"));

        assertThat(forward.incoming(new PortForwardMessage.Error("unknown connection", "ack", Optional.empty())))
                .isInstanceOf(Incoming.Ignore.class);
    }

    @Test
    void connections_are_bounded() {
        for (int i = 0; i < DeviceSessions.CONNECTIONS_MAX; i++) {
            assertThat(forward.outgoing(connect("c" + i))).isInstanceOf(Outgoing.Send.class);
        }
        assertThat(forward.outgoing(connect("one more"))).isInstanceOf(Outgoing.Busy.class);
        assertThat(forward.outgoing(connect("c0"))).isInstanceOf(Outgoing.Illegal.class);
    }

    private void open(String id) {
        forward.outgoing(connect(id));
        forward.incoming(new PortForwardMessage.Connected("1"));
    }

    private static PortForwardMessage.New connect(String id) {
        return new PortForwardMessage.New(id, "localhost", 22, PortForwardMessage.Transport.TCP);
    }
}
