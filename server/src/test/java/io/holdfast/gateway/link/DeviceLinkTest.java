package io.holdfast.gateway.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageTenant;
import io.holdfast.gateway.link.TestLinks.Opened;
import io.holdfast.tenancy.BlindLimit;
import io.holdfast.tenancy.PingInterval;
import io.holdfast.wire.link.LinkLimits;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceLinkTest {
    private static final Duration HALF = Duration.ofMillis(500);

    private final TestLinks fleet = new TestLinks();
    private final List<byte[]> messages = new ArrayList<>();

    private void collectMessages() {
        fleet.links.listen(new LinkListener() {
            @Override
            public void message(DeviceLink link, byte[] message) {
                messages.add(message);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 9, 30, 300})
    void a_device_that_vanished_is_given_up_within_its_interval_and_six_seconds_and_never_sooner_than_six_after_a_ping(
            int seconds) {
        fleet.interval = new PingInterval(seconds);
        Opened link = fleet.open(fleet.device());
        long halves = 0;
        long pingedAt = -1;

        while (link.link().isOpen()) {
            fleet.pass(HALF, List.of(link));
            halves++;
            if (link.channel().readOutbound() instanceof PingWebSocketFrame) {
                pingedAt = halves;
            }
        }

        assertThat(halves).isLessThanOrEqualTo(2L * (seconds + 6));
        assertThat(halves - pingedAt).isGreaterThanOrEqualTo(2L * 6);
        assertThat(fleet.events).containsExactly("opened 1", "closed 1 silent");
        assertThat(fleet.links.count()).isZero();
    }

    @Test
    void an_answered_ping_keeps_the_link_for_ever_and_costs_one_ping_an_interval() {
        Opened link = fleet.open(fleet.device());
        int pings = 0;

        for (int half = 0; half < 2 * 3_000; half++) {
            fleet.pass(HALF, List.of(link));
            if (link.channel().readOutbound() instanceof PingWebSocketFrame) {
                pings++;
                link.channel().writeInbound(new PongWebSocketFrame());
            }
        }

        assertThat(link.link().isOpen()).isTrue();
        assertThat(pings).isBetween(3_000 / 30, 3_000 / 29 + 1);
    }

    @Test
    void a_link_that_somebody_watches_is_pinged_every_nine_seconds() {
        Opened link = fleet.open(fleet.device());
        link.link().watched(true);

        fleet.pass(Duration.ofSeconds(15), List.of(link));

        assertThat(link.link().isOpen()).isFalse();
    }

    @Test
    void a_device_that_is_not_read_from_is_not_blamed_for_its_silence() {
        Opened link = fleet.open(fleet.device());
        link.link().reading(false);

        fleet.pass(Duration.ofSeconds(120), List.of(link));

        assertThat(link.link().isOpen()).isTrue();
        link.link().reading(true);
        fleet.pass(Duration.ofSeconds(36), List.of(link));
        assertThat(link.link().isOpen()).isFalse();
    }

    @Test
    void a_ping_is_answered_with_what_it_carried() {
        Opened link = fleet.open(fleet.device());

        link.channel().writeInbound(new PingWebSocketFrame(Unpooled.copiedBuffer("abc", StandardCharsets.UTF_8)));

        PongWebSocketFrame pong = link.channel().readOutbound();
        assertThat(pong.content().toString(StandardCharsets.UTF_8)).isEqualTo("abc");
    }

    @Test
    void a_message_in_pieces_is_put_together_as_agents_cut_every_full_chunk() {
        collectMessages();
        Opened link = fleet.open(fleet.device());

        link.channel().writeInbound(new BinaryWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[4096])));
        link.channel().writeInbound(new PingWebSocketFrame());
        link.channel().writeInbound(new ContinuationWebSocketFrame(true, 0, Unpooled.wrappedBuffer(new byte[100])));
        link.channel().writeInbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[7])));

        assertThat(messages).extracting(message -> message.length).containsExactly(4196, 7);
    }

    @Test
    void pieces_that_never_end_are_not_collected_for_ever() {
        Opened link = fleet.open(fleet.device());

        link.channel().writeInbound(new BinaryWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[4096])));
        for (int sent = 4096; sent <= LinkLimits.FROM_DEVICE_MAX; sent += 4096) {
            link.channel()
                    .writeInbound(new ContinuationWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[4096])));
        }

        assertThat(closeOf(link.channel()).statusCode()).isEqualTo(1009);
        assertThat(fleet.events).contains("closed 1 too-large");
    }

    @Test
    void a_newer_link_ends_the_older_whose_end_does_not_touch_the_newer() {
        ImageDevice device = fleet.device();
        Opened older = fleet.open(device);
        Opened newer = fleet.open(device);
        older.channel().runPendingTasks();

        assertThat(closeOf(older.channel()).statusCode()).isEqualTo(1008);
        older.channel().close();

        assertThat(fleet.links.find(device)).hasValue(newer.link());
        assertThat(fleet.links.count()).isEqualTo(1);
        assertThat(fleet.events).containsExactly("opened 1", "closed 1 replaced", "opened 2");
    }

    @Test
    void of_two_links_that_open_at_once_the_higher_number_stays() {
        ImageDevice device = fleet.device();
        DeviceLink first = fleet.links.prepare(device, Subprotocol.PROTOMSG);
        DeviceLink second = fleet.links.prepare(device, Subprotocol.PROTOMSG);
        EmbeddedChannel firstChannel = new EmbeddedChannel(first);
        EmbeddedChannel secondChannel = new EmbeddedChannel(second);

        fleet.links.opened(second);
        fleet.links.opened(first);

        assertThat(fleet.links.find(device)).hasValue(second);
        assertThat(closeOf(firstChannel).reasonText()).contains("newer");
        assertThat(secondChannel.isOpen()).isTrue();
        assertThat(fleet.events).containsExactly("opened 2", "closed 1 replaced");
    }

    @Test
    void a_device_that_lost_its_right_to_a_link_loses_the_link() {
        ImageDevice decommissioned = fleet.device();
        ImageDevice rejected = fleet.device();
        ImageDevice tokenless = fleet.device();
        List<Opened> links = List.of(fleet.open(decommissioned), fleet.open(rejected), fleet.open(tokenless));

        fleet.writer.revoked(fleet.tenant, decommissioned.id());
        fleet.writer.notAccepted(fleet.tenant, rejected.id());
        fleet.accepted(tokenless.id(), 7);

        for (Opened link : links) {
            link.channel().runPendingTasks();
            assertThat(closeOf(link.channel()).statusCode()).isEqualTo(1008);
        }
        assertThat(fleet.counters.of(CloseCause.REVOKED)).isEqualTo(3);
    }

    @Test
    void the_devices_of_a_suspended_tenant_lose_their_links() {
        Opened link = fleet.open(fleet.device());

        fleet.writer.tenant(
                new ImageTenant(fleet.tenant, "default", false, true, BlindLimit.DEFAULT, PingInterval.DEFAULT));
        fleet.links.everythingChanged();

        assertThat(closeOf(link.channel()).statusCode()).isEqualTo(1008);
    }

    @Test
    void a_change_that_takes_nothing_from_the_device_leaves_its_link() {
        ImageDevice device = fleet.device();
        Opened link = fleet.open(device);

        fleet.accepted(device.id(), 0);
        fleet.writer.unreadable(fleet.tenant, device.id());
        fleet.published();
        fleet.links.everythingChanged();

        assertThat(link.link().isOpen()).isTrue();
    }

    @Test
    void a_device_that_was_let_go_between_its_token_s_check_and_its_link_gets_none() {
        ImageDevice device = fleet.device();
        fleet.writer.revoked(fleet.tenant, device.id());
        fleet.published();

        Opened late = fleet.open(device);

        assertThat(late.link().isOpen()).isFalse();
    }

    @Test
    void a_device_that_reads_slowly_is_sent_no_more_than_its_bound_and_whoever_waits_is_told_of_room() {
        Opened link = fleet.open(fleet.device());
        Deque<ChannelPromise> held = hold(link.channel());
        byte[] message = new byte[LinkLimits.TO_DEVICE_MAX];

        int sent = 0;
        while (link.link().send(message) == SendResult.SENT) {
            sent++;
        }

        assertThat(sent).isEqualTo(Subprotocol.PROTOMSG.queuedBytesMax() / LinkLimits.TO_DEVICE_MAX);
        assertThat(fleet.budget.used()).isEqualTo(Subprotocol.PROTOMSG.queuedBytesMax());
        while (held.size() > sent / 2 + 1) {
            held.pop().setSuccess();
        }
        assertThat(fleet.events).doesNotContain("room 1");
        held.pop().setSuccess();
        assertThat(fleet.events).contains("room 1");
        held.forEach(ChannelPromise::setSuccess);
        assertThat(fleet.budget.used()).isZero();
    }

    @Test
    void all_slow_readers_together_are_bounded_too() {
        // Of four, one stays for other tenants.
        TestLinks tight = new TestLinks(4 * LinkLimits.TO_DEVICE_MAX);
        Opened first = tight.open(tight.device());
        Opened second = tight.open(tight.device());
        hold(first.channel());
        hold(second.channel());
        byte[] message = new byte[LinkLimits.TO_DEVICE_MAX];

        assertThat(first.link().send(message)).isEqualTo(SendResult.SENT);
        assertThat(first.link().send(message)).isEqualTo(SendResult.SENT);
        assertThat(second.link().send(message)).isEqualTo(SendResult.SENT);
        assertThat(second.link().send(message)).isEqualTo(SendResult.NO_ROOM);
    }

    @Test
    void what_waits_for_a_device_is_given_back_when_its_link_is_lost() {
        Opened link = fleet.open(fleet.device());
        Deque<ChannelPromise> held = hold(link.channel());
        link.link().send(new byte[100]);

        link.channel().close();
        held.forEach(promise -> promise.setFailure(new IOException("reset")));

        assertThat(fleet.budget.used()).isZero();
        assertThat(link.link().send(new byte[1])).isEqualTo(SendResult.CLOSED);
        assertThat(fleet.events).containsExactly("opened 1", "closed 1 lost");
    }

    @Test
    void a_flood_of_what_is_no_message_ends_the_link_and_a_trickle_does_not() {
        Opened link = fleet.open(fleet.device());
        for (int minute = 0; minute < 5; minute++) {
            for (int i = 0; i < 1_000; i++) {
                link.channel().writeInbound(new TextWebSocketFrame("hello"));
            }
            fleet.clock.advance(Duration.ofSeconds(11));
        }
        assertThat(link.link().isOpen()).isTrue();

        for (int i = 0; i < 2_001; i++) {
            link.channel().writeInbound(new TextWebSocketFrame("hello"));
        }

        assertThat(closeOf(link.channel()).statusCode()).isEqualTo(1008);
        assertThat(fleet.counters.of(LinkCounters.Count.UNREADABLE)).isEqualTo(7_001);
    }

    @Test
    void a_device_s_own_end_is_answered_and_counted_as_its_own() {
        Opened link = fleet.open(fleet.device());

        link.channel().writeInbound(new CloseWebSocketFrame(1000, "shutting down proxy"));

        assertThat(closeOf(link.channel()).statusCode()).isEqualTo(1000);
        assertThat(link.channel().isOpen()).isFalse();
        assertThat(fleet.events).containsExactly("opened 1", "closed 1 device-closed");
    }

    @Test
    void a_node_that_stops_ends_its_links_with_a_time_to_come_back_and_takes_none() {
        Opened link = fleet.open(fleet.device());

        fleet.links.drain(Duration.ofSeconds(1));

        CloseWebSocketFrame close = closeOf(link.channel());
        assertThat(close.statusCode()).isEqualTo(1012);
        assertThat(close.reasonText()).matches("restart; retry after \\d+ s");
        assertThat(fleet.links.draining()).isTrue();
        assertThat(fleet.open(fleet.device()).link().isOpen()).isFalse();
    }

    private static Deque<ChannelPromise> hold(EmbeddedChannel channel) {
        Deque<ChannelPromise> held = new ArrayDeque<>();
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                held.add(promise);
            }
        });
        return held;
    }

    private static CloseWebSocketFrame closeOf(EmbeddedChannel channel) {
        for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            if (out instanceof CloseWebSocketFrame close) {
                return close;
            }
        }
        throw new AssertionError("the link was not ended");
    }
}
