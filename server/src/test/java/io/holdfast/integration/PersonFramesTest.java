package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.tls.WebServerOptions;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.ShellMessage;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Frames that a person's tool sends: in pieces, of text, and too large. */
class PersonFramesTest {
    private static final RunningFleetServer server = RunningFleetServer.on(MigratedDatabase.fresh());
    private static final int BINARY = 0x82;

    private final DeviceIdentity identity = DeviceIdentity.named(RunningFleetServer.serial());
    private final TestDevice device = server.acceptedDevice(identity);

    @AfterAll
    static void stop() {
        server.close();
    }

    private String path() {
        return PersonSocket.connect(server.operator().deviceId(identity));
    }

    private PersonSocket open() {
        return PersonSocket.open(server.http(), server.operator().token(), path());
    }

    private static byte[] keys(int count) {
        byte[] keys = new byte[count];
        Arrays.fill(keys, (byte) 'x');
        return LinkWriter.write("", ShellMessage.Data.of(io.holdfast.wire.link.Payload.of(keys)));
    }

    @Test
    void a_message_in_fragments_is_one_message() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = open()) {
            person.send(new ShellMessage.New(Optional.empty(), "t"));
            person.next(ShellMessage.Started.class);

            person.fragments(LinkWriter.write("", ShellMessage.Data.of(TestAgent.text("in pieces"))), 3);

            assertThat(person.next(ShellMessage.Data.class).bytes()).isEqualTo(TestAgent.text("in pieces"));
            assertThat(agent.deaths()).isEmpty();
        }
    }

    @Test
    void as_much_as_fits_is_taken_and_the_device_gets_it_in_its_own_pieces() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = open()) {
            person.send(new ShellMessage.New(Optional.empty(), "t"));
            person.next(ShellMessage.Started.class);
            assertThat(WebServerOptions.SOCKET_MESSAGE_BYTES_MAX).isEqualTo(LinkReader.FROM_PERSON_MAX);
            int most = LinkReader.FROM_PERSON_MAX - 100;

            person.frame(keys(most));

            int echoed = 0;
            while (echoed < most) {
                echoed += person.next(ShellMessage.Data.class).bytes().length();
            }
            assertThat(echoed).isEqualTo(most);
            assertThat(agent.deaths()).isEmpty();
        }
    }

    @Test
    void text_ends_the_connection_with_1003_and_too_much_with_1009() {
        try (TestAgent agent = TestAgent.connect(server.http(), device)) {
            try (PersonSocket person = open()) {
                person.text("ls");
                assertThat(person.end()).isEqualTo("1003 messages are binary here");
            }
            try (PersonSocket person = open()) {
                person.fragments(keys(WebServerOptions.SOCKET_MESSAGE_BYTES_MAX), 10_000);
                assertThat(person.end()).isEqualTo("1009 a message has at most 64 KiB");
            }
            try (PersonSocket person = open()) {
                person.frame(keys(WebServerOptions.SOCKET_MESSAGE_BYTES_MAX));
                assertThat(person.end()).isEqualTo("1009 a message has at most 64 KiB");
            }
            assertThat(agent.got()).isEmpty();
        }
    }

    @Test
    void a_frame_that_announces_far_too_much_ends_the_connection_before_it_comes() {
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                RawConnection person = RawConnection.to(server.http())) {
            Answer answer = person.send(Request.of("GET", path())
                    .bearer(server.operator().token())
                    .header("Connection", "Upgrade")
                    .header("Upgrade", "websocket")
                    .header("Sec-WebSocket-Version", "13")
                    .header("Sec-WebSocket-Key", TestLink.KEY));
            assertThat(answer.status()).isEqualTo(101);

            person.write(ByteBuffer.allocate(14)
                    .put((byte) BINARY)
                    .put((byte) (0x80 | 127))
                    .putLong(WebServerOptions.SOCKET_FRAME_BYTES_MAX + 1)
                    .putInt(0)
                    .array());

            assertThatThrownBy(() -> person.next(1))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageNotContaining("timed out");
            assertThat(agent.got()).isEmpty();
        }
    }
}
