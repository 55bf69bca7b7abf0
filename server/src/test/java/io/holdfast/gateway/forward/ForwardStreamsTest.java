package io.holdfast.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.gateway.link.CloseCause;
import io.holdfast.gateway.link.TestLinks;
import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.dice.Dice;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ToDevice;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ForwardStreamsTest {
    private final TestLinks fleet = new TestLinks(64 << 20);
    private final ImageDevice device = fleet.device();
    private final DeviceSessions sessions = new DeviceSessions(fleet.writer.image(), fleet.links, Dice.seeded(3));
    private final ForwardStreams streams = new ForwardStreams(sessions);
    private final TestLinks.Opened link = fleet.open(device);
    private final ForwardingAgent agent = new ForwardingAgent(link);
    private final List<String> told = new ArrayList<>();
    private final ByteArrayOutputStream came = new ByteArrayOutputStream();

    private final StreamListener listener = new StreamListener() {
        @Override
        public void bytes(byte[] bytes) {
            came.writeBytes(bytes);
        }

        @Override
        public void room() {
            told.add("room");
        }

        @Override
        public void ended(StreamEnd end) {
            told.add(end.name());
        }
    };

    private CompletableFuture<StreamOpening> open(DeviceId of) {
        CompletableFuture<StreamOpening> opening = streams.open(
                        StreamTarget.local(new DeviceRef(fleet.tenant, of), 80), agent.channel.eventLoop(), listener)
                .toCompletableFuture();
        agent.run();
        return opening;
    }

    private CompletableFuture<StreamOpening> open() {
        return open(device.id());
    }

    private DeviceStream opened() {
        CompletableFuture<StreamOpening> opening = open();
        agent.connects(agent.asked.size() - 1);
        if (opening.join() instanceof StreamOpening.Opened opened) {
            return opened.stream();
        }
        throw new AssertionError("not opened: " + opening.join());
    }

    private static StreamOpening.Reason reason(CompletableFuture<StreamOpening> opening) {
        if (opening.isDone() && opening.join() instanceof StreamOpening.Refused refused) {
            return refused.reason();
        }
        throw new AssertionError("not refused: " + opening);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    @Test
    void bytes_go_both_ways_unchanged_and_in_order() {
        DeviceStream stream = opened();
        byte[] bytes = random(50_000);

        boolean room = stream.write(bytes.clone());
        agent.run();
        agent.sends(0, random(4_096));

        assertThat(room).isTrue();
        assertThat(agent.got.toByteArray()).isEqualTo(bytes);
        assertThat(came.toByteArray()).isEqualTo(random(4_096));
        assertThat(agent.asked.getFirst().host()).isEqualTo("localhost");
        assertThat(agent.asked.getFirst().port()).isEqualTo(80);
    }

    @Test
    void all_streams_of_a_device_share_one_session() {
        opened();
        opened();

        assertThat(agent.opened).isEqualTo(1);
        assertThat(agent.asked).hasSize(2);
    }

    @Test
    void a_device_that_does_not_acknowledge_stops_the_writer_and_room_is_told_once_when_it_does() {
        DeviceStream stream = opened();
        agent.acknowledges = false;

        boolean first = stream.write(random(DeviceStream.WINDOW));
        agent.run();
        boolean second = stream.write(random(DeviceStream.WINDOW));
        agent.run();

        assertThat(first).isFalse(); // it waited before any of it had gone
        assertThat(second).isFalse();
        assertThat(agent.got.size()).isEqualTo(DeviceStream.WINDOW);
        told.clear();

        agent.acknowledges = true;
        for (int owed = agent.owedAcks; owed > 0; owed--) {
            agent.says(new PortForwardMessage.Ack(agent.asked.getFirst().connectionId()));
            agent.run();
        }

        assertThat(agent.got.size()).isEqualTo(2 * DeviceStream.WINDOW);
        assertThat(told).containsExactly("room");
    }

    @Test
    void a_device_sends_no_more_than_the_window_that_nobody_took() {
        DeviceStream stream = opened();
        int chunks = DeviceStream.WINDOW / 4096;
        for (int i = 0; i <= chunks; i++) {
            agent.sends(0, new byte[4096]);
        }
        assertThat(agent.acks).isEqualTo(chunks);

        stream.taken(4096);
        agent.run();

        assertThat(agent.acks).isEqualTo(chunks + 1);
        assertThat(came.size()).isEqualTo((chunks + 1) * 4096);
    }

    @Test
    void what_the_device_sent_before_it_closed_comes_before_the_end() {
        opened();

        agent.sends(0, random(10));
        agent.stops(0);

        assertThat(came.toByteArray()).isEqualTo(random(10));
        assertThat(told).containsExactly("CLOSED_BY_DEVICE");
        assertThat(agent.stopped).isEmpty();
    }

    @Test
    void a_device_that_answers_before_it_is_noted_that_it_was_asked_is_not_told_to_stop() {
        opened().close();
        agent.run();
        agent.stopped.clear();
        agent.channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                var written = context.write(message, promise);
                if (message instanceof BinaryWebSocketFrame frame
                        && LinkReader.toDevice(ByteBufUtil.getBytes(frame.content()))
                                instanceof LinkReading.Message<ToDevice> read
                        && read.message() instanceof PortForwardMessage.New start) {
                    context.pipeline()
                            .fireChannelRead(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(LinkWriter.write(
                                    read.sessionId(), new PortForwardMessage.Connected(start.connectionId())))));
                }
            }
        });

        CompletableFuture<StreamOpening> opening = open();

        assertThat(opening.join()).isInstanceOf(StreamOpening.Opened.class);
        assertThat(agent.stopped).isEmpty();
    }

    @Test
    void a_closed_stream_is_closed_on_the_device_and_hears_nothing_more() {
        DeviceStream stream = opened();

        stream.close();
        agent.run();
        agent.sends(0, random(10));

        assertThat(agent.stopped).hasSize(1);
        assertThat(told).isEmpty();
        assertThat(came.size()).isZero();
        assertThat(stream.write(random(10))).isTrue();
    }

    @Test
    void a_port_where_nothing_listens_is_told_in_the_devices_words() {
        CompletableFuture<StreamOpening> opening = open();

        agent.refuses(0, "connection refused");

        assertThat(opening.join())
                .isEqualTo(new StreamOpening.Refused(StreamOpening.Reason.NO_CONNECTION, "connection refused"));
    }

    @Test
    void a_device_that_does_not_answer_is_waited_for_no_longer_than_15_seconds_and_told_to_stop() {
        CompletableFuture<StreamOpening> opening = open();

        agent.channel.advanceTimeBy(16, TimeUnit.SECONDS);
        agent.run();

        assertThat(reason(opening)).isEqualTo(StreamOpening.Reason.TIMED_OUT);
        assertThat(agent.stopped).hasSize(1);
    }

    @Test
    void an_agent_that_does_not_forward_and_devices_that_are_not_there_are_told_apart() {
        agent.serves = false;
        assertThat(reason(open())).isEqualTo(StreamOpening.Reason.NOT_SERVED);
        assertThat(reason(open(DeviceId.random()))).isEqualTo(StreamOpening.Reason.DEVICE_UNKNOWN);
        link.link().close(CloseCause.OVERLOADED);
        agent.channel.runPendingTasks();
        assertThat(reason(open())).isEqualTo(StreamOpening.Reason.NOT_CONNECTED);
        assertThat(streams.sessions()).isZero();
    }

    @Test
    void one_stream_beyond_those_that_a_device_can_have_is_refused() {
        for (int i = 0; i < DeviceSessions.CONNECTIONS_MAX; i++) {
            opened();
        }

        assertThat(reason(open())).isEqualTo(StreamOpening.Reason.BUSY);
    }

    @Test
    void the_end_of_the_link_ends_every_stream_and_those_that_were_being_opened() {
        opened();
        CompletableFuture<StreamOpening> opening = open();

        link.link().close(CloseCause.OVERLOADED);
        agent.run();

        assertThat(told).containsExactly("LINK_ENDED");
        assertThat(reason(opening)).isEqualTo(StreamOpening.Reason.LINK_ENDED);
        assertThat(streams.sessions()).isZero();
    }

    @Test
    void a_session_without_streams_is_kept_for_the_next_one_and_given_back_after_half_a_minute() {
        opened().close();
        agent.run();
        agent.channel.advanceTimeBy(20, TimeUnit.SECONDS);
        agent.run();
        opened().close();
        agent.run();
        assertThat(agent.opened).isEqualTo(1);
        agent.channel.advanceTimeBy(20, TimeUnit.SECONDS);
        agent.run();
        assertThat(agent.closed).isZero();

        agent.channel.advanceTimeBy(11, TimeUnit.SECONDS);
        agent.run();

        assertThat(agent.closed).isEqualTo(1);
        opened();
        assertThat(agent.opened).isEqualTo(2);
    }
}
