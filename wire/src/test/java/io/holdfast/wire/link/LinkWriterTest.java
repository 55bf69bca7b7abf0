package io.holdfast.wire.link;

import static io.holdfast.wire.link.LinkSamples.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** To the byte: an agent decodes a property to the type that its width says. */
class LinkWriterTest {

    @Test
    void the_protocol_is_sixteen_bits_wide_and_what_is_empty_is_left_out() {
        assertWritten("81 a3'hdr' 82 a5'proto' cdffff a3'typ' a4'ping'", "", new ControlMessage.Ping());
        assertWritten(
                "82 a3'hdr' 83 a5'proto' cdffff a3'typ' a4'open' a3'sid' a1's' a4'body' c40c 81 a8'versions' 91 01",
                "s",
                ControlMessage.Open.VERSION_1);
    }

    @Test
    void an_offset_is_a_signed_64_bit_number_however_small() {
        assertWritten(
                "81 a3'hdr' 84 a5'proto' cd0002 a3'typ' a3'ack' a3'sid' a1's' a5'props' 81 a6'offset' d30000000000000000",
                "s",
                new FileTransferMessage.Ack(0));
        assertWritten(
                "82 a3'hdr' 84 a5'proto' cd0002 a3'typ' aa'file_chunk' a3'sid' a1's' a5'props' 81"
                        + " a6'offset' d30000000000001000 a4'body' c401 'x'",
                "s",
                new FileTransferMessage.Chunk(4096, LinkSamples.payload("x")));
    }

    @Test
    void a_file_s_owner_and_mode_are_32_bits_wide_and_absent_rather_than_nil() {
        assertWritten(
                "82 a3'hdr' 83 a5'proto' cd0002 a3'typ' a8'put_file' a3'sid' a1's' a4'body' c41c"
                        + " 83 a4'path' a2'/x' a3'uid' ce00000000 a4'mode' ce000001a4",
                "s",
                new FileTransferMessage.Put("/x", OptionalLong.of(0), OptionalLong.empty(), OptionalLong.of(0644)));
    }

    @Test
    void a_connection_s_port_is_16_bits_wide() {
        assertWritten(
                "82 a3'hdr' 84 a5'proto' cd0003 a3'typ' a3'new' a3'sid' a1's' a5'props' 81 ad'connection_id' a1'c'"
                        + " a4'body' c42b 83 ab'remote_host' a1'h' ab'remote_port' cd0016 a8'protocol' a3'tcp'",
                "s",
                new PortForwardMessage.New("c", "h", 22, PortForwardMessage.Transport.TCP));
    }

    @Test
    void a_shell_is_started_with_its_size_and_its_user() {
        assertWritten(
                "81 a3'hdr' 84 a5'proto' cd0001 a3'typ' a3'new' a3'sid' a1's' a5'props' 83"
                        + " af'terminal_height' cd0018 ae'terminal_width' cd0050 a7'user_id' a1'u'",
                "s",
                new ShellMessage.New(Optional.of(new TerminalSize(24, 80)), "u"));
    }

    @Test
    void an_error_always_has_its_text_and_a_long_one_is_cut() {
        assertWritten(
                "82 a3'hdr' 83 a5'proto' cd0002 a3'typ' a5'error' a3'sid' a1's' a4'body' c406 81 a3'err' a0",
                "s",
                new FileTransferMessage.Error("", ""));
        byte[] long_ = LinkWriter.write("s", new FileTransferMessage.Error("ü".repeat(4096), "€".repeat(4096)));
        assertThat(long_).hasSizeLessThan(LinkLimits.TO_DEVICE_MAX);
        // Half a surrogate pair at the cut.
        assertThat(LinkWriter.write("s", new FileTransferMessage.Error("x" + "😀".repeat(400), "")))
                .isNotEmpty();
    }

    @Test
    void the_longest_parts_together_are_still_small_enough_for_a_device() {
        String id = "€".repeat(LinkLimits.ID_CHARS_MAX);
        Payload chunk = Payload.of(new byte[LinkLimits.CHUNK_MAX]);

        assertThat(LinkWriter.write(id, new PortForwardMessage.Forward(id, chunk)))
                .hasSizeLessThan(LinkLimits.TO_DEVICE_MAX);
        assertThat(LinkWriter.write(id, new FileTransferMessage.Get("/".repeat(LinkLimits.PATH_BYTES_MAX))))
                .hasSizeLessThan(LinkLimits.TO_DEVICE_MAX);
        assertThat(LinkWriter.write(
                        id,
                        new PortForwardMessage.New(
                                id, "€".repeat(LinkLimits.HOST_CHARS_MAX), 65535, PortForwardMessage.Transport.TCP)))
                .hasSizeLessThan(LinkLimits.TO_DEVICE_MAX);
    }

    private static void assertWritten(String mixture, String session, LinkMessage message) {
        assertThat(LinkWriter.write(session, message)).asHexString().isEqualTo(hex(bytes(mixture)));
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().withUpperCase().formatHex(bytes);
    }
}
