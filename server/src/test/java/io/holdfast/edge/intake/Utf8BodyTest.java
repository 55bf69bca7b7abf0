package io.holdfast.edge.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8BodyTest {
    private static final UUID ID = UUID.fromString("01234567-89ab-cdef-8000-000000000001");

    @ParameterizedTest
    @ValueSource(strings = {"", "success", "größe 日本 🙂", "\u0001\u007f\uffff"})
    void what_was_written_is_read_in_the_same_order(String text) {
        byte[] body = new Utf8Body.Out()
                .uuid(ID)
                .number(Long.MIN_VALUE)
                .text(text)
                .number(-1)
                .text("")
                .bytes();

        Utf8Body.In in = new Utf8Body.In(body);

        assertThat(in.uuid()).isEqualTo(ID);
        assertThat(in.number()).isEqualTo(Long.MIN_VALUE);
        assertThat(in.text()).isEqualTo(text);
        assertThat(in.number()).isEqualTo(-1);
        assertThat(in.text()).isEmpty();
        assertThatThrownBy(in::text).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_entry_that_ends_too_early_is_refused_wherever_it_ends() {
        byte[] whole = new Utf8Body.Out().uuid(ID).number(7).text("installing").bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> {
                        Utf8Body.In in = new Utf8Body.In(cut);
                        in.uuid();
                        in.number();
                        in.text();
                    })
                    .as("%s bytes", length)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1})
    void a_length_that_the_entry_does_not_have_is_refused_without_room_for_it(int length) {
        byte[] body = java.nio.ByteBuffer.allocate(4).putInt(length).array();
        assertThatThrownBy(() -> new Utf8Body.In(body).text()).isInstanceOf(IllegalArgumentException.class);
    }
}
