package io.holdfast.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A sender who drips a byte now and then, so that no idle connection is seen. */
class SlowHeadTest {
    private static final String HEAD = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 30\r\n\r\n";
    private static final String CHUNKED = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // System.nanoTime() may overflow
    private final EmbeddedChannel connection =
            new EmbeddedChannel(new StrictRequestDecoder(new HttpServerOptions(), nanos::get));

    private List<HttpObject> after(Duration time, String bytes) {
        nanos.addAndGet(time.toNanos());
        connection.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
        List<HttpObject> came = new ArrayList<>();
        for (HttpObject one = connection.readInbound(); one != null; one = connection.readInbound()) {
            came.add(one);
            ReferenceCountUtil.release(one);
        }
        return came;
    }

    private static boolean tooSlow(List<? extends HttpObject> came) {
        return came.size() == 1
                && came.getFirst() instanceof HttpRequest
                && came.getFirst().decoderResult().cause() instanceof StrictRequestDecoder.TooSlow;
    }

    @Test
    void a_head_that_is_cut_anywhere_is_waited_for_20_s_and_no_longer() {
        for (int cut = 1; cut < HEAD.length() - 1; cut++) {
            SlowHeadTest inTime = new SlowHeadTest();
            assertThat(inTime.after(Duration.ZERO, HEAD.substring(0, cut))).isEmpty();
            assertThat(inTime.after(Duration.ofSeconds(20), HEAD.substring(cut)))
                    .as("cut at %d", cut)
                    .singleElement()
                    .matches(request -> request.decoderResult().isSuccess());

            SlowHeadTest late = new SlowHeadTest();
            assertThat(late.after(Duration.ZERO, HEAD.substring(0, cut))).isEmpty();
            assertThat(late.after(Duration.ofMillis(20_001), HEAD.substring(cut, cut + 1)))
                    .as("cut at %d", cut)
                    .matches(SlowHeadTest::tooSlow);
            assertThat(late.after(Duration.ZERO, HEAD))
                    .as("nothing behind it is read")
                    .isEmpty();
        }
    }

    @Test
    void a_connection_may_rest_between_two_requests() {
        assertThat(after(Duration.ZERO, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n")).isNotEmpty();

        assertThat(after(Duration.ofMinutes(1), "GET /b HTTP/1.1\r\nHo")).isEmpty();
        assertThat(after(Duration.ofSeconds(19), "st: x\r\n\r\n")).hasSizeGreaterThanOrEqualTo(1);
    }

    @Test
    void a_body_may_come_slowly_as_long_as_it_comes() {
        assertThat(after(Duration.ZERO, HEAD)).hasSize(1);

        for (int i = 0; i < 29; i++) {
            assertThat(after(Duration.ofSeconds(25), "x")).as("byte %d", i).isNotEmpty();
        }
        assertThat(after(Duration.ofSeconds(25), "x")).last().isInstanceOf(LastHttpContent.class);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void the_line_before_a_piece_of_a_body_may_not() {
        assertThat(after(Duration.ZERO, CHUNKED)).hasSize(1);
        assertThat(after(Duration.ofSeconds(30), "5")).isEmpty();

        assertThat(after(Duration.ofMillis(20_001), "0")).isEmpty();

        assertThat(connection.isOpen()).isFalse();
    }
}
