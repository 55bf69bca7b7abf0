package io.holdfast.api.mender.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BodyEndsTest {

    @Test
    void the_ends_of_a_body_are_its_first_and_last_bytes_however_it_arrives() {
        for (int length = 0; length <= 40; length++) {
            byte[] body = new byte[length];
            for (int i = 0; i < length; i++) {
                body[i] = (byte) i;
            }
            for (int piece = 1; piece <= 41; piece++) {
                BodyEnds ends = new BodyEnds(7);
                for (int from = 0; from < length; from += piece) {
                    ends.add(Buffer.buffer(Arrays.copyOfRange(body, from, Math.min(length, from + piece))));
                }

                int head = Math.min(7, length);
                assertThat(ends.head()).isEqualTo(Arrays.copyOf(body, head));
                assertThat(ends.tail())
                        .as(length + " bytes in pieces of " + piece)
                        .isEqualTo(Arrays.copyOfRange(body, Math.max(head, length - 7), length));
            }
        }
    }
}
