package io.holdfast.fleet.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class UpgradeAnswerTest {
    private static final String TAKEN = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n";

    @Test
    void a_head_in_pieces_is_read_when_it_is_whole_and_what_follows_stays() {
        ByteBuf in = Unpooled.buffer();
        for (byte piece : TAKEN.getBytes(StandardCharsets.US_ASCII)) {
            assertThat(UpgradeAnswer.readFrom(in)).isEmpty();
            in.writeByte(piece);
        }
        in.writeByte(0x89);

        UpgradeAnswer answer = UpgradeAnswer.readFrom(in).orElseThrow();

        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.header("Upgrade")).contains("websocket");
        assertThat(in.readableBytes()).isEqualTo(1);
    }

    @Test
    void headers_are_found_in_any_case_and_absent_ones_are_absent() {
        UpgradeAnswer answer = new UpgradeAnswer("HTTP/1.1 503 Busy\r\nrEtRy-AfTeR:  7 \r\n\r\n");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).contains("7");
        assertThat(answer.header("Date")).isEmpty();
    }

    @Test
    void nonsense_has_no_status_and_an_endless_head_is_given_up() {
        assertThat(new UpgradeAnswer("SSH-2.0-OpenSSH\r\n\r\n").status()).isZero();
        ByteBuf endless = Unpooled.buffer().writeZero(UpgradeAnswer.HEAD_BYTES_MAX + 1);
        assertThatThrownBy(() -> UpgradeAnswer.readFrom(endless)).isInstanceOf(IllegalStateException.class);
    }
}
