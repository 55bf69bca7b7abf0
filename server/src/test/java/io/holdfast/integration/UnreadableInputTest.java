package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * Bytes that are not HTTP/1.1, each behind a good request and before another, all in one packet: the first is answered, the broken
 * one is refused as any other is, and the one behind it, which a proxy may have taken for a part of a body, is never seen.
 */
class UnreadableInputTest extends UntouchedServerTest {
    private static final String LONG = "x".repeat(17 * 1024);

    private record Broken(String what, int status, String code, byte[] bytes) {}

    @Test
    void what_cannot_be_read_is_counted_by_the_code_of_its_answer() {
        String counted = "holdfast_requests_unreadable_total{code=\"request.not-http\"}";
        double before = server.metric(counted);

        check(List.of(
                head(400, "request.not-http", "one word", "hello\r\n" + host()),
                head(400, "request.not-http", "no address", "GET HTTP/1.1\r\n" + host()),
                head(414, "request.line-too-long", "a long address", "GET /" + LONG + " HTTP/1.1\r\n" + host())));

        // Over either port.
        assertThat(server.metric(counted)).isEqualTo(before + 4);
    }

    @Test
    void a_request_line_that_is_none_is_refused() {
        check(List.of(
                head(414, "request.line-too-long", "a long address", "GET /" + LONG + " HTTP/1.1\r\n" + host()),
                head(400, "request.not-http", "one word", "hello\r\n" + host()),
                head(400, "request.not-http", "no address", "GET HTTP/1.1\r\n" + host()),
                head(400, "request.not-http", "no version", "GET /\r\n" + host()),
                head(400, "request.not-http", "an unknown protocol", "GET / SSH/2.0\r\n" + host()),
                head(400, "request.not-http", "rubbish", "\u0001\u0002\u0003 / HTTP/1.1\r\n" + host())));
    }

    @Test
    void headers_that_cannot_be_read_are_refused() {
        check(List.of(
                poll(431, "request.headers-too-large", "a long header", "X-Long: " + LONG),
                poll(431, "request.headers-too-large", "many headers", "X-Header: a\r\n".repeat(2_000) + "X-Last: a"),
                poll(400, "request.not-http", "no colon", "X-Header"),
                poll(400, "request.not-http", "a blank in the name", "X Header: a"),
                poll(400, "request.not-http", "a blank behind the name", "Content-Length : 5"),
                poll(400, "request.not-http", "U+0000", "X-Header: a\u0000b")));
    }

    @Test
    void a_length_that_is_none_or_several_is_refused() {
        check(List.of(
                poll(400, "request.not-http", "a word", "Content-Length: five"),
                poll(400, "request.not-http", "below none", "Content-Length: -1"),
                poll(400, "request.not-http", "a sign", "Content-Length: +5"),
                poll(400, "request.not-http", "hexadecimal", "Content-Length: 0x5"),
                poll(400, "request.not-http", "more than there is", "Content-Length: 99999999999999999999"),
                poll(400, "request.not-http", "two in one", "Content-Length: 5, 6"),
                poll(400, "request.not-http", "two", "Content-Length: 5\r\nContent-Length: 6"),
                ambiguous("both", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
                ambiguous("both, the other way", "Transfer-Encoding: chunked\r\nContent-Length: 5"),
                ambiguous("compressed", "Transfer-Encoding: gzip"),
                ambiguous("compressed and in chunks", "Transfer-Encoding: gzip, chunked"),
                ambiguous("chunked in between", "Transfer-Encoding: chunked, identity"),
                ambiguous("as it is", "Transfer-Encoding: identity"),
                ambiguous("nothing known", "Transfer-Encoding: xchunked"),
                poll(400, "request.not-http", "no word", "Transfer-Encoding: \u000bchunked"),
                ambiguous("twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
                head(
                        400,
                        "request.length-ambiguous",
                        "HTTP/1.0 in chunks",
                        "POST " + TestDevice.NEXT + " HTTP/1.0\r\n" + host() + "Transfer-Encoding: chunked\r\n\r\n")));
    }

    @Test
    void chunks_that_cannot_be_read_are_refused_on_every_kind_of_route() {
        Request poll = Request.of("POST", TestDevice.NEXT).bearer(device.token());
        Request signIn = Request.of("POST", "/api/management/v1/useradm/auth/login");
        Request upload = server.operator()
                .authorised(Request.of("POST", "/api/management/v1/deployments/artifacts")
                        .header("Content-Type", "multipart/form-data; boundary=b"));
        for (Request request : List.of(poll, signIn, upload)) {
            check(List.of(
                    chunks(400, "a size that is no number", request, "zz\r\nhello\r\n"),
                    chunks(400, "a size below none", request, "-5\r\nhello\r\n"),
                    chunks(400, "no size", request, "\r\nhello\r\n"),
                    chunks(400, "a size beyond all", request, "ffffffffffffffff\r\nhello\r\n"),
                    chunks(400, "a long size", request, "0".repeat(9_000) + "5\r\nhello\r\n"),
                    chunks(400, "a bad chunk behind a good one", request, "5\r\nhello\r\nzz\r\n"),
                    chunks(400, "a chunk longer than its size", request, "2\r\nhello\r\n"),
                    chunks(400, "a trailer without colon", request, "5\r\nhello\r\n0\r\nX-Trailer\r\n\r\n"),
                    chunks(431, "a long trailer", request, "5\r\nhello\r\n0\r\nX-Trailer: " + LONG + "\r\n\r\n")));
        }
    }

    @Test
    void a_known_device_goes_on_with_a_new_connection() {
        for (URI address : List.of(server.http(), server.https())) {
            try (RawConnection broken = RawConnection.to(address)) {
                broken.write(bytes("hello\r\n\r\n"));
                assertThat(broken.read(false)).hasToString("400 request.not-http");
            }
            try (RawConnection next = RawConnection.to(address)) {
                assertThat(next.send(device.pollRequest())).hasToString("204");
            }
        }
    }

    private static void check(List<Broken> cases) {
        SoftAssertions all = new SoftAssertions();
        for (URI address : List.of(server.http(), server.https())) {
            for (Broken broken : cases) {
                check(address, broken, all);
            }
        }
        all.assertAll();
    }

    private static void check(URI address, Broken broken, SoftAssertions all) {
        String what = address.getScheme() + ", " + broken.what();
        Request smuggled = Request.of("PUT", TestDevice.INVENTORY)
                .bearer(device.token())
                .sized("[{\"name\":\"smuggled\",\"value\":\"yes\"}]");
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(device.pollRequest().bytes("localhost"));
        packet.writeBytes(broken.bytes());
        packet.writeBytes(smuggled.bytes("localhost"));
        try (RawConnection connection = RawConnection.to(address)) {
            connection.write(packet.toByteArray());
            all.assertThat(connection.read(false)).as("before " + what).hasToString("204");
            Answer answer = connection.read(false);
            all.assertThat(answer).as(what).hasToString(broken.status() + " " + broken.code());
            all.assertThat(answer.field("error").orElse("")).as(what).isNotEmpty();
            all.assertThat(answer.field("request_id")).as(what).isNotEmpty();
            all.assertThat(answer.header("connection")).as(what).contains("close");
            all.assertThat(connection.closed()).as("closed behind " + what).isTrue();
        } catch (RuntimeException unanswered) {
            all.fail(what + ": no answer, " + unanswered);
        }
    }

    private static Broken head(int status, String code, String what, String head) {
        return new Broken(what, status, code, bytes(head + (head.endsWith("\r\n\r\n") ? "" : "\r\n")));
    }

    private static Broken poll(int status, String code, String what, String header) {
        return head(status, code, what, "POST " + TestDevice.NEXT + " HTTP/1.1\r\n" + host() + header + "\r\n");
    }

    private static Broken ambiguous(String what, String header) {
        return poll(400, "request.length-ambiguous", what, header);
    }

    private static Broken chunks(int status, String what, Request request, String chunks) {
        String code = status == 431 ? "request.headers-too-large" : "request.not-http";
        String whole = new String(request.chunked("").bytes("localhost"), StandardCharsets.ISO_8859_1);
        String head = whole.substring(0, whole.length() - "0\r\n\r\n".length());
        return new Broken(request.target() + ": " + what, status, code, bytes(head + chunks));
    }

    private static String host() {
        return "Host: localhost\r\nAuthorization: Bearer " + device.token() + "\r\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
