package io.holdfast.fleet.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.ToDevice;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EchoAgentTest {
    private static final Payload SAID = Payload.of("said".getBytes(StandardCharsets.US_ASCII));

    private final EchoAgent agent = new EchoAgent();
    private final List<FromDevice> heard = new ArrayList<>();

    private void tell(String session, ToDevice message) {
        agent.heard(3, Unpooled.wrappedBuffer(LinkWriter.write(session, message)), answer -> {
            if (LinkReader.fromDevice(ByteBufUtil.getBytes(answer)) instanceof LinkReading.Message<FromDevice> read) {
                assertThat(read.sessionId()).isEqualTo(session);
                heard.add(read.message());
            }
        });
    }

    @Test
    void a_shell_says_back_what_is_typed() {
        tell("s", new ShellMessage.New(Optional.empty(), "ada"));
        tell("s", ShellMessage.Data.of(SAID));

        assertThat(heard)
                .containsExactly(
                        new ShellMessage.Started(ReplyStatus.NORMAL, "Shell started"), ShellMessage.Data.of(SAID));
        assertThat(agent.echoed()).isEqualTo(1);
    }

    @Test
    void a_forwarded_connection_acknowledges_and_says_back_and_one_acknowledgement_for_it_is_survived() {
        tell("s", ControlMessage.Open.VERSION_1);
        tell("s", new PortForwardMessage.New("1", "localhost", 22, PortForwardMessage.Transport.TCP));
        tell("s", new PortForwardMessage.Forward("1", SAID));
        tell("s", new PortForwardMessage.Ack("1"));

        assertThat(heard)
                .containsExactly(
                        new ControlMessage.Accept(1, List.of(1, 2, 3, 4)),
                        new PortForwardMessage.Connected("1"),
                        new PortForwardMessage.Ack("1"),
                        new PortForwardMessage.Forward("1", SAID));
        assertThat(agent.deaths()).isZero();
    }

    @Test
    void a_second_acknowledgement_and_one_of_a_connection_that_is_not_there_would_kill_a_real_agent() {
        tell("s", new PortForwardMessage.New("1", "localhost", 22, PortForwardMessage.Transport.TCP));
        tell("s", new PortForwardMessage.Forward("1", SAID));
        tell("s", new PortForwardMessage.Ack("1"));
        tell("s", new PortForwardMessage.Ack("1"));
        tell("other", new PortForwardMessage.Ack("1"));

        assertThat(agent.deaths()).isEqualTo(2);
    }

    @Test
    void what_is_no_message_is_counted() {
        agent.heard(3, Unpooled.wrappedBuffer(new byte[] {1, 2, 3}), answer -> {});

        assertThat(agent.unreadable()).isEqualTo(1);
    }
}
