package io.holdfast.wire.mux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every frame in every state that a side can be brought into, on both sides: lawful ones are taken, others end the link. */
class BothSidesMatrixTest {

    private enum Side {
        SERVER,
        DEVICE
    }

    static Stream<Arguments> everything() {
        List<Arguments> cases = new ArrayList<>();
        for (Side side : Side.values()) {
            for (StreamState state : StreamState.values()) {
                for (FrameType type : FrameType.values()) {
                    if (!(side == Side.SERVER && state == StreamState.ASKED)
                            && !(side == Side.DEVICE && state == StreamState.OPENING)) {
                        cases.add(Arguments.of(side, state, type));
                    }
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("everything")
    void a_frame_is_taken_where_the_other_side_may_have_sent_it(Side side, StreamState state, FrameType type) {
        Ends ends = new Ends();
        Multiplexer end = side == Side.SERVER ? ends.server : ends.device;
        bring(ends, side, state);
        Ends.drain(end);

        Optional<MuxFault> fault = Ends.receive(end, frame(type));

        if (lawful(state).contains(type)) {
            assertThat(fault).isEmpty();
        } else {
            assertThat(fault).hasValue(MuxFault.OUT_OF_PLACE);
        }
        boolean answers = type == FrameType.RESET
                && EnumSet.of(
                                StreamState.OPENING,
                                StreamState.ASKED,
                                StreamState.OPEN,
                                StreamState.ENDED_HERE,
                                StreamState.ENDED_THERE)
                        .contains(state);
        assertThat(Ends.drain(end)).hasSize(answers ? 1 : 0);
    }

    private static Set<FrameType> lawful(StreamState state) {
        return switch (state) {
            case OPENING -> EnumSet.of(FrameType.ACCEPT, FrameType.RESET);
            case ASKED -> EnumSet.of(FrameType.RESET);
            case OPEN, ENDED_HERE -> EnumSet.of(FrameType.DATA, FrameType.CREDIT, FrameType.CLOSE, FrameType.RESET);
            case ENDED_THERE, GONE -> EnumSet.of(FrameType.CREDIT, FrameType.RESET);
            case RESETTING, RESETTING_ENDED ->
                EnumSet.of(FrameType.ACCEPT, FrameType.DATA, FrameType.CREDIT, FrameType.CLOSE, FrameType.RESET);
        };
    }

    private static void bring(Ends ends, Side side, StreamState state) {
        MuxStream server = state == StreamState.OPENING || state == StreamState.ASKED
                ? ends.open(StreamPriority.HTTP)
                : ends.opened(StreamPriority.HTTP);
        if (state == StreamState.OPENING) {
            Ends.drain(ends.server);
            return;
        }
        ends.move();
        MuxStream mine = side == Side.SERVER ? server : ends.there();
        MuxStream other = side == Side.SERVER ? ends.there() : server;
        switch (state) {
            case OPENING, ASKED, OPEN -> {}
            case ENDED_HERE -> mine.end();
            case ENDED_THERE -> other.end();
            case GONE -> {
                mine.end();
                other.end();
            }
            case RESETTING -> {
                mine.reset(ResetCode.CANCELLED, "");
                return;
            }
            case RESETTING_ENDED -> {
                mine.end();
                ends.move();
                mine.reset(ResetCode.CANCELLED, "");
                return;
            }
        }
        ends.move();
        assertThat(mine.state()).isEqualTo(state);
    }

    private static MuxFrame frame(FrameType type) {
        return switch (type) {
            case OPEN -> new MuxFrame.Open(1, new MuxTarget.Messages(), StreamPriority.HTTP, MuxLimits.WINDOW);
            case ACCEPT -> new MuxFrame.Accept(1, MuxLimits.WINDOW);
            case DATA -> new MuxFrame.Data(1, Ends.bytes(1));
            case CREDIT -> new MuxFrame.Credit(1, 1);
            case CLOSE -> new MuxFrame.Close(1);
            case RESET -> new MuxFrame.Reset(1, ResetCode.FAILED, "");
        };
    }
}
