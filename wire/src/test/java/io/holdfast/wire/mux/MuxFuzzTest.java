package io.holdfast.wire.mux;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.holdfast.wire.link.Payload;
import java.util.Arrays;
import java.util.Optional;

/**
 * Whatever a peer sends, a side stays within its bounds and answers or gives the link up. The inputs beside it are tried in every build;
 * JAZZER_FUZZ=1 looks for more.
 */
class MuxFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void whatever_a_peer_sends_leaves_the_link_in_bounds_or_ends_it(byte[] talk) {
        reread(talk);
        converse(Multiplexer.acceptor(() -> {}, MuxFuzzTest::accepting), talk);
        Multiplexer server = Multiplexer.opener(() -> {});
        for (int i = 0; i < 3; i++) {
            Optional<MuxStream> ignored =
                    server.open(new MuxTarget.Messages(), StreamPriority.at(i), new Quiet(Optional.empty()));
        }
        converse(server, talk);
    }

    private static void reread(byte[] frame) {
        if (MuxCodec.read(frame) instanceof MuxReading.Frame read
                && !MuxCodec.read(MuxCodec.write(read.frame())).equals(read)) {
            throw new AssertionError("a frame that is another one when it is written and read again");
        }
    }

    /** The first byte of each piece is its length. */
    private static void converse(Multiplexer side, byte[] talk) {
        int at = 0;
        while (at < talk.length) {
            int length = Math.min(Byte.toUnsignedInt(talk[at]), talk.length - at - 1);
            byte[] frame = Arrays.copyOfRange(talk, at + 1, at + 1 + length);
            at += 1 + length;
            if (side.receive(frame).isPresent()) {
                side.end("fault");
                break;
            }
            if (side.count() > MuxLimits.STREAMS_MAX) {
                throw new AssertionError("more streams than there may be");
            }
            for (Optional<byte[]> next = side.next(); next.isPresent() && length % 2 == 0; next = side.next()) {
                if (MuxCodec.read(next.get()) instanceof MuxReading.Refused) {
                    throw new AssertionError("a frame of ours that is none");
                }
            }
        }
    }

    private static MuxListener accepting(MuxStream stream) {
        if (stream.id() % 3 == 0) {
            stream.reset(ResetCode.REFUSED, "no");
        } else {
            stream.accept();
        }
        return new Quiet(Optional.of(stream));
    }

    /** Sends back what comes. */
    private record Quiet(Optional<MuxStream> stream) implements MuxListener {
        @Override
        public void data(Payload bytes) {
            stream.ifPresent(back -> {
                back.taken(bytes.length());
                boolean sent = back.send(bytes);
            });
        }

        @Override
        public void ended() {
            stream.ifPresent(MuxStream::end);
        }

        @Override
        public void over(ResetCode code, String text) {}
    }
}
