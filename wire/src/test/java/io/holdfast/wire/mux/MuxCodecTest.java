package io.holdfast.wire.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.wire.link.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** To the byte, because others write clients from the table in docs/link.md. */
class MuxCodecTest {
    static Stream<MuxFrame> frames() {
        return Stream.of(
                new MuxFrame.Open(1, new MuxTarget.Tcp("localhost", 22), StreamPriority.HTTP, 262_144),
                new MuxFrame.Open(2, new MuxTarget.Messages(), StreamPriority.TERMINAL, 65_536),
                new MuxFrame.Open(3, new MuxTarget.Unknown(200), StreamPriority.BULK, 65_536),
                new MuxFrame.Accept(2, 262_144),
                new MuxFrame.Data(3, Payload.of(new byte[] {1, 2, 3})),
                new MuxFrame.Data(3, Payload.of(new byte[MuxLimits.DATA_MAX])),
                new MuxFrame.Credit(Integer.MAX_VALUE, 1),
                new MuxFrame.Close(4),
                new MuxFrame.Reset(5, ResetCode.UNREACHABLE, "nobody listens"),
                new MuxFrame.Reset(5, ResetCode.CANCELLED, ""));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void what_is_written_is_read_again(MuxFrame frame) {
        assertThat(MuxCodec.read(MuxCodec.write(frame))).isEqualTo(new MuxReading.Frame(frame));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void a_frame_is_none_when_it_is_cut_short_unless_its_content_is_free(MuxFrame frame) {
        byte[] whole = MuxCodec.write(frame);
        int least = switch (frame) {
            case MuxFrame.Data ignored -> MuxLimits.HEADER_BYTES + 1;
            case MuxFrame.Reset ignored -> MuxLimits.HEADER_BYTES + 1;
            case MuxFrame.Open open ->
                open.target() instanceof MuxTarget.Tcp ? MuxLimits.HEADER_BYTES + 9 : whole.length;
            default -> whole.length;
        };
        for (int length = 0; length < least; length++) {
            assertThat(MuxCodec.read(Arrays.copyOf(whole, length)))
                    .as("%d bytes of %s", length, frame)
                    .isEqualTo(new MuxReading.Refused(MuxFault.MALFORMED));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "010000000101020001000000166c6f63616c686f7374, an opening to port 22 of localhost",
        "0100000002020100010000, an opening of a session",
        "020000000200040000, an acceptance",
        "0300000003010203, three bytes",
        "047fffffff00000001, credit for one",
        "0500000004, an end",
        "0600000005026e6f, a reset that says no"
    })
    void the_bytes_of_the_documented_examples_are_frames(String hex, String name) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(MuxCodec.read(bytes))
                .as(name)
                .isInstanceOfSatisfying(
                        MuxReading.Frame.class,
                        read -> assertThat(MuxCodec.write(read.frame())).isEqualTo(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "'', MALFORMED",
        "05000000, MALFORMED",
        "0000000001, UNKNOWN_TYPE",
        "0700000001, UNKNOWN_TYPE",
        "ff00000001, UNKNOWN_TYPE",
        "0500000000, MALFORMED",
        "0580000000, MALFORMED",
        "050000000100, MALFORMED",
        "0300000001, MALFORMED",
        "040000000100000000, MALFORMED",
        "0400000001ffffffff, MALFORMED",
        "040000000100100001, MALFORMED",
        "02000000010000ffff, MALFORMED",
        "02000000010010000100, MALFORMED",
        "0600000001, MALFORMED",
        "060000000101ff, MALFORMED",
        "01000000010304000400000000, MALFORMED",
        "0100000001010400040000001600, MALFORMED",
        "010000000101ff0004000000166c, MALFORMED",
        "010000000101020000ffff00166c, MALFORMED",
        "0100000001010200040000000061, MALFORMED",
        "01000000010102000400000016, MALFORMED",
        "01000000010102000400000016ff, MALFORMED",
        "010000000102020004000000, MALFORMED"
    })
    void what_is_no_frame_is_refused_by_its_fault(String hex, MuxFault fault) {
        assertThat(MuxCodec.read(HexFormat.of().parseHex(hex))).isEqualTo(new MuxReading.Refused(fault));
    }

    @Test
    void a_frame_beyond_the_limit_is_not_looked_into() {
        assertThat(MuxCodec.read(new byte[MuxLimits.FRAME_MAX + 1]))
                .isEqualTo(new MuxReading.Refused(MuxFault.TOO_LONG));
    }

    @Test
    void a_host_has_at_most_253_bytes() {
        byte[] open = MuxCodec.write(
                new MuxFrame.Open(1, new MuxTarget.Tcp("h".repeat(253), 1), StreamPriority.HTTP, 65_536));
        byte[] longer = Arrays.copyOf(open, open.length + 1);
        longer[open.length] = 'h';

        assertThat(MuxCodec.read(open)).isInstanceOf(MuxReading.Frame.class);
        assertThat(MuxCodec.read(longer)).isEqualTo(new MuxReading.Refused(MuxFault.MALFORMED));
    }

    @Test
    void a_long_text_of_a_reset_is_cut_to_what_a_frame_may_have() {
        for (String text : List.of("x".repeat(600), "€".repeat(400), "𝄞".repeat(300))) {
            MuxFrame.Reset reset = new MuxFrame.Reset(1, ResetCode.FAILED, text);

            assertThat(reset.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(512);
            assertThat(MuxCodec.read(MuxCodec.write(reset))).isInstanceOf(MuxReading.Frame.class);
        }
    }

    @Test
    void a_kind_that_a_newer_peer_knows_is_refused_by_its_stream_and_not_by_the_link() {
        byte[] open = HexFormat.of().parseHex("01000000010302000400000016ff");
        Multiplexer device = Multiplexer.acceptor(() -> {}, stream -> {
            assertThat(stream.target()).isEqualTo(new MuxTarget.Unknown(3));
            stream.reset(ResetCode.NOT_SERVED, "");
            return new Ear();
        });

        assertThat(device.receive(open)).isEmpty();
        assertThat(Ends.drain(device)).containsExactly(new MuxFrame.Reset(1, ResetCode.NOT_SERVED, ""));
    }

    @Test
    void a_code_that_a_newer_peer_knows_is_a_failure_here() {
        assertThat(MuxCodec.read(HexFormat.of().parseHex("0600000001c8")))
                .isEqualTo(new MuxReading.Frame(new MuxFrame.Reset(1, ResetCode.FAILED, "")));
    }
}
