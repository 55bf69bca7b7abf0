package io.holdfast.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.gateway.link.LinkCounters;
import io.holdfast.gateway.link.TestLinks;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.dice.Dice;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkProtocol;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever the side of people does, and in whatever order, an agent with the weaknesses of the real one lives on. */
class FragileAgentTest {
    private static final int SEQUENCES = 10_000;
    private static final int STEPS = 60;
    private static final List<LinkProtocol> PROTOCOLS = List.of(
            LinkProtocol.SHELL, LinkProtocol.FILE_TRANSFER, LinkProtocol.PORT_FORWARD, LinkProtocol.MENDER_CLIENT);

    @Test
    void ten_thousand_sequences_of_anything_leave_it_alive() {
        long sent = 0;
        for (int seed = 0; seed < SEQUENCES; seed++) {
            try {
                sent += run(Dice.seeded(seed));
            } catch (AssertionError died) {
                throw new AssertionError("seed " + seed + ": " + died.getMessage(), died);
            }
        }
        // The sequences were not all refused at the door.
        assertThat(sent).isGreaterThan(SEQUENCES * 5L);
    }

    private static long run(Dice dice) {
        TestLinks fleet = new TestLinks();
        ImageDevice device = fleet.device();
        DeviceSessions sessions = new DeviceSessions(fleet.writer.image(), fleet.links, dice);
        TestLinks.Opened link = fleet.open(device);
        FragileAgent agent = new FragileAgent(dice);
        List<DeviceSession> open = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            switch (dice.below(8)) {
                case 0 ->
                    sessions.open(
                                    new DeviceRef(fleet.tenant, device.id()),
                                    PROTOCOLS.get(dice.below(PROTOCOLS.size())),
                                    new SessionOwner(fleet.tenant, "somebody"),
                                    new Silent())
                            .thenAccept(opening -> {
                                if (opening instanceof SessionOpening.Opened opened) {
                                    open.add(opened.session());
                                }
                            });
                case 1, 2, 3, 4 -> {
                    if (!open.isEmpty()) {
                        DeviceSession session = open.get(dice.below(open.size()));
                        session.send(Messages.TO_DEVICE.get(dice.below(Messages.TO_DEVICE.size())));
                        session.taken("c", 10);
                    }
                }
                case 5 -> {
                    if (!open.isEmpty() && dice.below(3) == 0) {
                        open.get(dice.below(open.size())).close();
                    }
                }
                default ->
                    agent.speak()
                            .ifPresent(frame -> link.channel()
                                    .writeInbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame))));
            }
            if (dice.below(50) == 0) {
                fleet.clock.advance(Duration.ofSeconds(11));
                sessions.look();
            }
            link.channel().runPendingTasks();
            deliver(link, agent);
        }
        return fleet.counters.of(LinkCounters.Count.MESSAGES_OUT);
    }

    private static void deliver(TestLinks.Opened link, FragileAgent agent) {
        for (Object out = link.channel().readOutbound();
                out != null;
                out = link.channel().readOutbound()) {
            if (out instanceof BinaryWebSocketFrame binary) {
                agent.take(ByteBufUtil.getBytes(binary.content()));
            }
            ((WebSocketFrame) out).release();
        }
    }

    private static final class Silent implements SessionListener {
        @Override
        public void message(FromDevice message) {}

        @Override
        public void closed(SessionEnd end) {}
    }
}
