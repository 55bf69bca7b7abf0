package io.holdfast.wire.link;

import static io.holdfast.wire.link.LinkSamples.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinkReaderTest {
    private static final String HEADER_OF_CONTROL = "82 a3'hdr' 82 a5'proto' cdffff a3'typ' ";

    @Test
    void what_a_real_agent_sends_is_read() {
        assertRead("81 a3'hdr' 83 a5'proto' cdffff a3'typ' a4'ping' a3'sid' a2's1'", "s1", new ControlMessage.Ping());
        assertRead(
                HEADER_OF_CONTROL
                        + "a6'accept' a4'body' c421 82 a7'version' 01 a9'protocols' 94 cd0004 cd0001 cd0002 cd0003",
                "",
                new ControlMessage.Accept(1, List.of(4, 1, 2, 3)));
        assertRead(
                "82 a3'hdr' 84 a5'proto' cd0001 a3'typ' a3'new' a3'sid' a2's1' a5'props' 81 a6'status' 01"
                        + " a4'body' c40d 'Shell started'",
                "s1",
                new ShellMessage.Started(ReplyStatus.NORMAL, "Shell started"));
        assertRead(
                "82 a3'hdr' 84 a5'proto' cd0002 a3'typ' aa'file_chunk' a3'sid' a2's1' a5'props' 81"
                        + " a6'offset' d30000000000001000 a4'body' c403 'abc'",
                "s1",
                new FileTransferMessage.Chunk(4096, LinkSamples.payload("abc")));
        assertRead(
                "82 a3'hdr' 84 a5'proto' cd0003 a3'typ' a7'forward' a3'sid' a2's1' a5'props' 81"
                        + " ad'connection_id' a1'c' a4'body' c402 'hi'",
                "s1",
                new PortForwardMessage.Forward("c", LinkSamples.payload("hi")));
    }

    @Test
    void a_file_s_time_is_read_in_each_of_its_three_widths() {
        String file = "82 a3'hdr' 82 a5'proto' cd0002 a3'typ' a9'file_info' a4'body' ";
        for (String time : List.of("d6ff 00000001", "d7ff 0000000000000001", "c70cff 00000000 0000000000000001")) {
            byte[] body = bytes("82 a4'path' a2'/x' a7'modtime' " + time);
            byte[] head = bytes(file + "c4" + "%02x".formatted(body.length));
            byte[] whole = Arrays.copyOf(head, head.length + body.length);
            System.arraycopy(body, 0, whole, head.length, body.length);

            FileTransferMessage.Info info = (FileTransferMessage.Info) message(LinkReader.fromDevice(whole));

            assertThat(info.modified().orElseThrow().getEpochSecond()).isEqualTo(1);
        }
    }

    @Test
    void a_browser_s_body_of_text_is_read_as_bytes() {
        byte[] keystrokes = bytes("82 a3'hdr' 82 a5'proto' 01 a3'typ' a5'shell' a4'body' a3'ls\n'");

        assertThat(message(LinkReader.toDevice(keystrokes)))
                .isEqualTo(ShellMessage.Data.of(LinkSamples.payload("ls\n")));
    }

    static Stream<ToDevice> toDevice() {
        return LinkSamples.TO_DEVICE.stream();
    }

    static Stream<FromDevice> fromDevice() {
        return LinkSamples.FROM_DEVICE.stream();
    }

    @ParameterizedTest
    @MethodSource("toDevice")
    void what_is_written_to_a_device_is_small_enough_and_reads_as_it_was(ToDevice message) {
        byte[] written = LinkWriter.write(LinkSamples.SESSION, message);

        assertThat(written).hasSizeLessThanOrEqualTo(LinkLimits.TO_DEVICE_MAX);
        assertThat(LinkReader.toDevice(written)).isEqualTo(new LinkReading.Message<>(LinkSamples.SESSION, message));
    }

    @ParameterizedTest
    @MethodSource("fromDevice")
    void what_a_device_writes_reads_as_it_was(FromDevice message) {
        byte[] written = LinkWriter.write(LinkSamples.SESSION, message);

        assertThat(LinkReader.fromDevice(written)).isEqualTo(new LinkReading.Message<>(LinkSamples.SESSION, message));
    }

    @ParameterizedTest
    @MethodSource("fromDevice")
    void a_message_cut_anywhere_or_with_a_byte_too_many_is_refused(FromDevice message) {
        byte[] whole = LinkWriter.write(LinkSamples.SESSION, message);

        for (int length = 0; length < Math.min(whole.length, 200); length++) {
            assertThat(LinkReader.fromDevice(Arrays.copyOf(whole, length))).isInstanceOf(LinkReading.Refused.class);
        }
        assertThat(LinkReader.fromDevice(Arrays.copyOf(whole, whole.length + 1)))
                .isEqualTo(refused(LinkFault.NOT_MSGPACK));
    }

    @Test
    void a_message_of_the_other_direction_is_none() {
        LinkSamples.TO_DEVICE.stream()
                .filter(message -> !(message instanceof FromDevice))
                // Its reply has the same type.
                .filter(message -> !(message instanceof ShellMessage.New))
                .filter(message -> !(message instanceof ShellMessage.Stop))
                .filter(message -> !(message instanceof PortForwardMessage.New))
                .filter(message -> !(message instanceof MenderClientMessage))
                .forEach(message -> assertThat(LinkReader.fromDevice(LinkWriter.write("s", message)))
                        .as("%s", message)
                        .isEqualTo(refused(LinkFault.UNKNOWN_TYPE)));
    }

    @Test
    void each_kind_of_nonsense_has_its_name() {
        assertRefused(LinkFault.NOT_MSGPACK, "");
        assertRefused(LinkFault.NOT_MSGPACK, "c1");
        assertRefused(LinkFault.NO_HEADER, "80");
        assertRefused(LinkFault.NO_HEADER, "90");
        assertRefused(LinkFault.NO_HEADER, "81 a3'hdr' 90");
        assertRefused(LinkFault.NO_HEADER, "81 a3'hdr' 81 a5'proto' a1'1'");
        assertRefused(LinkFault.UNKNOWN_PROTOCOL, "81 a3'hdr' 80");
        assertRefused(LinkFault.UNKNOWN_PROTOCOL, "81 a3'hdr' 81 a5'proto' 05");
        assertRefused(LinkFault.UNKNOWN_PROTOCOL, "81 a3'hdr' 81 a5'proto' 00");
        assertRefused(LinkFault.UNKNOWN_TYPE, "81 a3'hdr' 81 a5'proto' 01");
        assertRefused(LinkFault.UNKNOWN_TYPE, "81 a3'hdr' 82 a5'proto' 01 a3'typ' a1'x'");
        // A number of 64 unsigned bits.
        assertRefused(LinkFault.NOT_MSGPACK, "81 a3'hdr' 81 a5'proto' cfffffffffffffffff");
        // An accept whose body is none, and one whose protocols are.
        assertRefused(LinkFault.NOT_MSGPACK, HEADER_OF_CONTROL + "a6'accept' a4'body' c0");
        assertRefused(LinkFault.FIELD, HEADER_OF_CONTROL + "a6'accept' a4'body' c40a 81 a7'version' 01");
        // An offset that is absent, text, or negative; a connection without an id.
        assertRefused(LinkFault.FIELD, "81 a3'hdr' 82 a5'proto' 02 a3'typ' a3'ack'");
        assertRefused(LinkFault.FIELD, "81 a3'hdr' 83 a5'proto' 02 a3'typ' a3'ack' a5'props' 81 a6'offset' a1'0'");
        assertRefused(LinkFault.FIELD, "81 a3'hdr' 83 a5'proto' 02 a3'typ' a3'ack' a5'props' 81 a6'offset' ff");
        assertRefused(LinkFault.FIELD, "81 a3'hdr' 83 a5'proto' 03 a3'typ' a3'ack' a5'props' 81 ad'connection_id' a0");
    }

    @Test
    void a_length_that_nothing_follows_allocates_nothing() {
        // Two gigabytes of text, of bytes, of entries.
        assertRefused(LinkFault.NOT_MSGPACK, "81 db7fffffff");
        assertRefused(LinkFault.NOT_MSGPACK, "81 a4'body' c67fffffff");
        assertRefused(LinkFault.FIELD, "df7fffffff");
        assertRefused(LinkFault.FIELD, "81 a3'hdr' 82 a5'proto' 01 a5'props' de7fff");
    }

    @Test
    void what_is_longer_than_its_limit_is_refused() {
        assertThat(LinkReader.fromDevice(new byte[LinkLimits.FROM_DEVICE_MAX + 1]))
                .isEqualTo(refused(LinkFault.TOO_LONG));
        assertThat(LinkReader.toDevice(new byte[LinkReader.FROM_PERSON_MAX + 1]))
                .isEqualTo(new LinkReading.Refused<ToDevice>(LinkFault.TOO_LONG));
        Payload big = Payload.of(new byte[LinkLimits.CHUNK_MAX + 1]);
        assertThat(LinkReader.fromDevice(LinkWriter.write("s", new PortForwardMessage.Forward("c", big))))
                .isEqualTo(refused(LinkFault.FIELD));
        assertThat(big.chunks()).extracting(Payload::length).containsExactly(LinkLimits.CHUNK_MAX, 1);
        assertThat(LinkReader.toDevice(LinkWriter.write("s", new FileTransferMessage.Get("/" + "x".repeat(4096)))))
                .isEqualTo(new LinkReading.Refused<ToDevice>(LinkFault.FIELD));
        assertThat(LinkReader.toDevice(LinkWriter.write("s", new FileTransferMessage.Get("/a\0b"))))
                .isEqualTo(new LinkReading.Refused<ToDevice>(LinkFault.FIELD));
    }

    @Test
    void the_size_of_a_terminal_is_brought_within_reason_and_one_of_nothing_is_none() {
        byte[] huge = bytes("81 a3'hdr' 83 a5'proto' 01 a3'typ' a6'resize' a5'props' 82"
                + " af'terminal_height' ceffffffff ae'terminal_width' 50");
        byte[] none = bytes("81 a3'hdr' 83 a5'proto' 01 a3'typ' a6'resize' a5'props' 82"
                + " af'terminal_height' 00 ae'terminal_width' 50");

        assertThat(message(LinkReader.toDevice(huge)))
                .isEqualTo(new ShellMessage.Resize(new TerminalSize(LinkLimits.TERMINAL_SIDE_MAX, 80)));
        assertThat(LinkReader.toDevice(none)).isEqualTo(new LinkReading.Refused<ToDevice>(LinkFault.FIELD));
    }

    @Test
    void what_somebody_types_is_not_printed() {
        assertThat(ShellMessage.Data.of(LinkSamples.payload("secret")).toString())
                .doesNotContain("secret")
                .contains("6 bytes");
    }

    private static void assertRead(String mixture, String session, FromDevice message) {
        assertThat(LinkReader.fromDevice(bytes(mixture))).isEqualTo(new LinkReading.Message<>(session, message));
    }

    private static void assertRefused(LinkFault fault, String mixture) {
        assertThat(LinkReader.fromDevice(bytes(mixture))).as(mixture).isEqualTo(refused(fault));
    }

    private static LinkReading<FromDevice> refused(LinkFault fault) {
        return new LinkReading.Refused<>(fault);
    }

    private static <M extends LinkMessage> LinkMessage message(LinkReading<M> reading) {
        return switch (reading) {
            case LinkReading.Message<M> read -> read.message();
            case LinkReading.Refused<M> refused -> throw new AssertionError("refused: " + refused.fault());
        };
    }
}
