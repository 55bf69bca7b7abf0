package io.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Messages of which the frames are put together. */
class MessageFramesTest {
    private static final int MAX = 10;

    private final MessageFrames frames = new MessageFrames(MAX);

    private static Buffer bytes(int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) count);
        return Buffer.buffer(bytes);
    }

    private static boolean isWhole(MessageFrames.Outcome outcome, int... pieces) {
        Buffer all = Buffer.buffer();
        for (int piece : pieces) {
            all.appendBuffer(bytes(piece));
        }
        return outcome instanceof MessageFrames.Outcome.Whole whole && Arrays.equals(whole.message(), all.getBytes());
    }

    @Test
    void a_message_is_the_same_in_one_frame_and_in_any_pieces() {
        assertThat(isWhole(frames.add(WebSocketFrame.binaryFrame(bytes(MAX), true)), MAX))
                .isTrue();
        for (int first = 0; first <= 5; first++) {
            for (int second = 0; second <= 5 - first; second++) {
                assertThat(frames.add(WebSocketFrame.binaryFrame(bytes(first), false)))
                        .isInstanceOf(MessageFrames.Outcome.Nothing.class);
                assertThat(frames.add(WebSocketFrame.pingFrame(bytes(1))))
                        .isInstanceOf(MessageFrames.Outcome.Nothing.class);
                assertThat(frames.add(WebSocketFrame.continuationFrame(bytes(second), false)))
                        .isInstanceOf(MessageFrames.Outcome.Nothing.class);
                assertThat(isWhole(frames.add(WebSocketFrame.continuationFrame(bytes(5), true)), first, second, 5))
                        .isTrue();
            }
        }
    }

    @Test
    void one_that_is_too_large_is_told_once_and_nothing_behind_it_is_a_message() {
        assertThat(frames.add(WebSocketFrame.binaryFrame(bytes(6), false)))
                .isInstanceOf(MessageFrames.Outcome.Nothing.class);
        assertThat(frames.add(WebSocketFrame.continuationFrame(bytes(5), false)))
                .isInstanceOf(MessageFrames.Outcome.TooLarge.class);
        assertThat(frames.add(WebSocketFrame.continuationFrame(bytes(1), true)))
                .isInstanceOf(MessageFrames.Outcome.Nothing.class);
        assertThat(frames.add(WebSocketFrame.binaryFrame(bytes(1), true)))
                .isInstanceOf(MessageFrames.Outcome.Nothing.class);
    }

    @Test
    void text_is_none_whatever_its_length_and_end() {
        assertThat(frames.add(WebSocketFrame.textFrame("hello", false))).isInstanceOf(MessageFrames.Outcome.Text.class);
        assertThat(frames.add(WebSocketFrame.continuationFrame(bytes(1), true)))
                .isInstanceOf(MessageFrames.Outcome.Nothing.class);
    }
}
