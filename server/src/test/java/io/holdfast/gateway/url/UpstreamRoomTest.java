package io.holdfast.gateway.url;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exposure.UrlTarget;
import io.holdfast.gateway.forward.DeviceStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether a visitor may go on sending. */
class UpstreamRoomTest {
    private final List<byte[]> sent = new ArrayList<>();
    private boolean room = true;

    private final DeviceStream stream = new DeviceStream() {
        @Override
        public boolean write(byte[] bytes) {
            sent.add(bytes);
            return room;
        }

        @Override
        public void taken(int bytes) {}

        @Override
        public void close() {}
    };

    private Upstream upstream(UrlTarget.Transport transport) {
        Upstream upstream = new Upstream(new UrlTarget(443, transport, Optional.empty()), new DeviceTls());
        upstream.on(stream);
        return upstream;
    }

    private static HttpRequest head() {
        HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
        head.headers().set("Host", "localhost").set("Transfer-Encoding", "chunked");
        return head;
    }

    private static DefaultHttpContent body() {
        return new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[1_000]));
    }

    @Test
    void nothing_more_is_taken_before_a_program_that_wants_tls_has_shaken_hands() {
        Upstream upstream = upstream(UrlTarget.Transport.HTTPS_UNVERIFIED);

        assertThat(upstream.send(head())).isFalse();
        assertThat(upstream.send(body())).isFalse();
        assertThat(sent).as("its hello alone has gone").hasSize(1);
        upstream.close();
    }

    @Test
    void without_tls_the_stream_says_when_it_is_enough() {
        Upstream upstream = upstream(UrlTarget.Transport.HTTP);

        assertThat(upstream.send(head())).isTrue();
        assertThat(upstream.send(body())).isTrue();
        room = false;
        assertThat(upstream.send(body())).isFalse();
        upstream.room();
        room = true;
        assertThat(upstream.send(body())).isTrue();
        upstream.close();
    }
}
