package io.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.http.Reply;
import io.holdfast.testing.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders that mean ill or are broken; spoken by hand, because a client library would not send it. */
class HostileCallsTest {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final TestControlServer server = new TestControlServer(List.of(
            Route.get(
                    "/things",
                    Policy.ANYONE,
                    call -> Reply.text(200, "text/plain", call.query("q").orElse("-"))),
            Route.get("/things/{id}", Policy.ANYONE, call -> Reply.text(200, "text/plain", call.parameter("id"))),
            Route.post("/things", Policy.ANYONE, BodyRule.JSON, call -> Reply.empty(204)),
            Route.get("/slow", Policy.ANYONE, call -> {
                entered.countDown();
                await(leave);
                return Reply.text(200, "text/plain", "ended well");
            })));

    @AfterEach
    void close() {
        leave.countDown();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/things/%zz", "/things/%", "/things?q=%zz", "/things?q=%00", "/things/%00"})
    void a_broken_address_is_400_and_takes_no_place_for_good(String address) {
        for (int i = 0; i < 600; i++) { // more than there are places
            String answer = exchange("GET " + address + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 400").contains("request.malformed-url");
        }
        assertThat(server.get("/things?q=a%20b", "").body()).isEqualTo("a b");
    }

    @Test
    void a_sender_that_goes_away_in_the_middle_of_its_body_gives_its_place_back() throws IOException {
        for (int i = 0; i < 600; i++) {
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                write(socket, "POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc");
            }
        }
        Eventually.holds(
                "the places are free again",
                () -> server.send("POST", "/things", "", "{}").statusCode() == 204);
    }

    @Test
    void a_client_that_waits_to_be_asked_for_its_body_is_asked() {
        String answer = exchange("POST /things HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
                + "Connection: close\r\n\r\n{}");
        assertThat(answer).startsWith("HTTP/1.1 100").contains("HTTP/1.1 204");
    }

    @Test
    void a_stop_lets_a_running_call_end() throws InterruptedException {
        String[] answer = {""};
        Thread caller = Thread.ofVirtual()
                .start(() -> answer[0] = server.get("/slow", "").body());
        entered.await();
        Thread stop = Thread.ofVirtual().start(server::stopCalls);
        leave.countDown();
        stop.join();
        caller.join();
        assertThat(answer[0]).isEqualTo("ended well");
        assertThat(server.get("/things", "").statusCode()).isEqualTo(503);
    }

    private String exchange(String request) {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            write(socket, request);
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
