package io.holdfast.fleet.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseParserTest {
    private static final String STREAM = """
            HTTP/1.1 204 No Content\r
            X-Request-Id: 1\r
            \r
            HTTP/1.1 200 OK\r
            content-length: 5\r
            \r
            helloHTTP/1.1 100 Continue\r
            \r
            HTTP/1.1 200 OK\r
            Transfer-Encoding: chunked\r
            \r
            3;ext=1\r
            abc\r
            A\r
            0123456789\r
            0\r
            X-Trailer: yes\r
            \r
            HTTP/1.1 503 Service Unavailable\r
            Retry-After: 7\r
            Content-Length: 0\r
            \r
            """;

    private final List<String> seen = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private final ResponseParser parser = new ResponseParser(new ResponseParser.Sink() {
        @Override
        public void body(ByteBuf in, int offset, int length) {
            body.append(in.toString(offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public void complete() {
            seen.add(parser().status() + ":" + body
                    + parser().header("retry-AFTER").map(v -> "|" + v).orElse(""));
            body.setLength(0);
        }
    });

    private ResponseParser parser() {
        return parser;
    }

    @Test
    void every_form_of_framing_is_read_however_the_bytes_are_cut() {
        for (int piece = 1; piece <= STREAM.length(); piece++) {
            seen.clear();

            for (int at = 0; at < STREAM.length(); at += piece) {
                feed(STREAM.substring(at, Math.min(STREAM.length(), at + piece)));
            }

            assertThat(seen)
                    .as("pieces of %d", piece)
                    .containsExactly("204:", "200:hello", "200:abc0123456789", "503:|7");
        }
    }

    @Test
    void a_response_without_length_ends_with_the_connection() {
        feed("HTTP/1.1 200 OK\r\n\r\nrest");
        assertThat(seen).isEmpty();

        assertThat(parser.closed()).isTrue();

        assertThat(seen).containsExactly("200:rest");
    }

    @Test
    void an_endless_head_is_refused() {
        assertThatThrownBy(() -> feed("HTTP/1.1 200 OK\r\nX: " + "x".repeat(ResponseParser.MAX_HEAD_BYTES)))
                .isInstanceOf(IllegalStateException.class);
    }

    private void feed(String text) {
        parser.feed(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }
}
