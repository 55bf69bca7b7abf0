package io.holdfast.wire.mux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every frame in every state. */
class StreamStateTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            # state,          OPEN,    ACCEPT,  DATA,    CREDIT,  CLOSE,           RESET
            OPENING,          illegal, OPEN,    illegal, illegal, illegal,         GONE
            ASKED,            illegal, illegal, illegal, illegal, illegal,         GONE
            OPEN,             illegal, illegal, OPEN,    OPEN,    ENDED_THERE,     GONE
            ENDED_HERE,       illegal, illegal, ENDED_HERE, ignored, GONE,         GONE
            ENDED_THERE,      illegal, illegal, illegal, ENDED_THERE, illegal,     GONE
            RESETTING,        illegal, ignored, ignored, ignored, ignored,         GONE
            RESETTING_ENDED,  illegal, ignored, ignored, ignored, ignored GONE,    GONE
            GONE,             illegal, illegal, illegal, ignored, illegal,         ignored
            """)
    void a_state_takes_what_may_come_in_it(
            StreamState state, String open, String accept, String data, String credit, String close, String reset) {
        assertStep(state, FrameType.OPEN, open);
        assertStep(state, FrameType.ACCEPT, accept);
        assertStep(state, FrameType.DATA, data);
        assertStep(state, FrameType.CREDIT, credit);
        assertStep(state, FrameType.CLOSE, close);
        assertStep(state, FrameType.RESET, reset);
    }

    private static void assertStep(StreamState state, FrameType type, String expected) {
        StreamState.Step step = switch (expected) {
            case "illegal" -> new StreamState.Step(StreamState.Verdict.ILLEGAL, state);
            case "ignored" -> new StreamState.Step(StreamState.Verdict.IGNORED, state);
            case "ignored GONE" -> new StreamState.Step(StreamState.Verdict.IGNORED, StreamState.GONE);
            default -> new StreamState.Step(StreamState.Verdict.TAKEN, StreamState.valueOf(expected));
        };
        assertThat(state.received(type)).as("%s in %s", type, state).isEqualTo(step);
    }
}
