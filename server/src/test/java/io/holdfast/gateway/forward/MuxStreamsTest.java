package io.holdfast.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.gateway.link.CloseCause;
import io.holdfast.gateway.link.Subprotocol;
import io.holdfast.gateway.link.TestLinks;
import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.gateway.session.MuxDevice;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.dice.Dice;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.mux.MuxLimits;
import io.holdfast.wire.mux.MuxTarget;
import io.holdfast.wire.mux.ResetCode;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract of {@link DeviceStreams}, over a link that has streams of its own. */
class MuxStreamsTest {
    private final TestLinks fleet = new TestLinks(64 << 20);
    private final ImageDevice device = fleet.device();
    private final DeviceSessions sessions = new DeviceSessions(fleet.writer.image(), fleet.links, Dice.seeded(3));
    private final List<StreamTarget> otherwise = new ArrayList<>();
    private final MuxStreams streams = new MuxStreams(sessions, (target, loop, listener) -> {
        otherwise.add(target);
        return CompletableFuture.completedStage(
                new StreamOpening.Refused(StreamOpening.Reason.NOT_CONNECTED, "otherwise"));
    });
    private final MuxDevice far = new MuxDevice(fleet.open(device, Subprotocol.MUX));
    private final List<String> told = new ArrayList<>();
    private final ByteArrayOutputStream came = new ByteArrayOutputStream();

    private final StreamListener listener = new StreamListener() {
        @Override
        public void bytes(byte[] bytes) {
            came.writeBytes(bytes);
        }

        @Override
        public void room() {
            told.add("room");
        }

        @Override
        public void ended(StreamEnd end) {
            told.add(end.name());
        }
    };

    private CompletableFuture<StreamOpening> open(ImageDevice of) {
        CompletableFuture<StreamOpening> opening = streams.open(
                        StreamTarget.local(new DeviceRef(fleet.tenant, of.id()), 80),
                        far.link.channel().eventLoop(),
                        listener)
                .toCompletableFuture();
        far.move();
        return opening;
    }

    private DeviceStream opened() {
        CompletableFuture<StreamOpening> opening = open(device);
        far.accept();
        if (opening.join() instanceof StreamOpening.Opened opened) {
            return opened.stream();
        }
        throw new AssertionError("not opened: " + opening.join());
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    private byte[] arrived() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        far.last().came.forEach(piece -> all.writeBytes(piece.bytes()));
        return all.toByteArray();
    }

    @Test
    void bytes_go_both_ways_unchanged_and_in_order() {
        DeviceStream stream = opened();
        byte[] bytes = random(50_000);

        boolean room = stream.write(bytes.clone());
        far.move();
        far.last().stream.send(Payload.of(random(16_384)));
        far.move();

        assertThat(room).isTrue();
        assertThat(arrived()).isEqualTo(bytes);
        assertThat(came.toByteArray()).isEqualTo(random(16_384));
        assertThat(far.last().stream.target()).isEqualTo(new MuxTarget.Tcp("localhost", 80));
        assertThat(otherwise).isEmpty();
    }

    @Test
    void a_device_without_such_a_link_is_reached_the_other_way() {
        ImageDevice unlinked = fleet.device();
        ImageDevice old = fleet.device();
        fleet.open(old);

        assertThat(open(unlinked).join()).isInstanceOf(StreamOpening.Refused.class);
        assertThat(open(old).join()).isInstanceOf(StreamOpening.Refused.class);

        assertThat(otherwise).extracting(target -> target.device().device()).containsExactly(unlinked.id(), old.id());
    }

    @Test
    void a_device_that_takes_nothing_stops_the_writer_and_room_is_told_once_when_it_does() {
        DeviceStream stream = opened();
        far.last().takes = false;
        int written = 0;
        while (stream.write(random(10_000)) && written < 10_000_000) {
            written += 10_000;
            far.move();
        }
        assertThat(written)
                .as("in flight, in the stream's queue, before it")
                .isLessThan(MuxLimits.WINDOW + MuxLimits.QUEUE_MAX + 2 * DeviceStream.WINDOW);
        assertThat(told).isEmpty();

        far.last().stream.taken(far.last().bytes());
        far.move();

        assertThat(told).containsExactly("room");
        assertThat(arrived()).hasSize(written + 10_000);
    }

    @Test
    void a_device_sends_no_more_than_its_window_until_it_was_taken() {
        DeviceStream stream = opened();
        while (far.last().stream.send(Payload.of(random(16_384))) && came.size() < 10_000_000) {
            far.move();
        }
        assertThat(came.size()).isEqualTo(DeviceStream.WINDOW);

        stream.taken(DeviceStream.WINDOW / 2);
        far.move();

        assertThat(came.size()).isEqualTo(DeviceStream.WINDOW + DeviceStream.WINDOW / 2);
    }

    @Test
    void a_stream_without_a_session_gives_its_bytes_back_too_when_they_are_scarce() {
        DeviceStream stream = opened();
        far.last().takes = false;
        for (int written = 0; stream.write(random(10_000)) && written < 10_000_000; written += 10_000) {
            far.move();
        }
        fleet.share.take(33 << 20);

        pass(31);

        assertThat(told).containsExactly("BROKEN");
        assertThat(far.last().end).isEqualTo("reset FAILED");
        assertThat(fleet.budget.used()).isEqualTo(33 << 20);
    }

    @Test
    void what_was_written_for_a_program_that_has_closed_and_takes_nothing_is_given_up() {
        DeviceStream stream = opened();
        far.last().takes = false;
        for (int written = 0; stream.write(random(10_000)) && written < 10_000_000; written += 10_000) {
            far.move();
        }
        far.last().stream.end();
        far.move();
        assertThat(told).containsExactly("CLOSED_BY_DEVICE");

        pass(11);

        assertThat(far.last().end).isEqualTo("reset CANCELLED");
        assertThat(fleet.budget.used()).isZero();
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            fleet.clock.advance(Duration.ofSeconds(1));
            sessions.look();
            far.move();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UNREACHABLE, NO_CONNECTION",
        "FAILED, NO_CONNECTION",
        "CANCELLED, NO_CONNECTION",
        "REFUSED, NOT_SERVED",
        "NOT_SERVED, NOT_SERVED",
        "BUSY, BUSY"
    })
    void a_device_that_does_not_connect_says_why(ResetCode code, StreamOpening.Reason reason) {
        CompletableFuture<StreamOpening> opening = open(device);

        far.last().stream.reset(code, "its words");
        far.move();

        assertThat(opening).isCompletedWithValue(new StreamOpening.Refused(reason, "its words"));
    }

    @Test
    void a_device_that_does_not_answer_is_not_waited_for() {
        CompletableFuture<StreamOpening> opening = open(device);

        far.link.channel().advanceTimeBy(16, TimeUnit.SECONDS);
        far.move();

        assertThat(opening).isCompletedWithValue(new StreamOpening.Refused(StreamOpening.Reason.TIMED_OUT, ""));
        assertThat(far.last().end).isEqualTo("reset CANCELLED");
    }

    @Test
    void as_many_streams_as_leave_room_for_sessions() {
        for (int i = 0; i < 96; i++) {
            opened();
        }

        assertThat(open(device)).isCompletedWithValue(new StreamOpening.Refused(StreamOpening.Reason.BUSY, ""));
    }

    @Test
    void the_end_comes_after_everything_and_once() {
        opened();
        far.last().stream.send(Payload.of(random(100)));
        far.last().stream.end();
        far.move();

        assertThat(came.size()).isEqualTo(100);
        assertThat(told).containsExactly("CLOSED_BY_DEVICE");
        assertThat(far.last().end).isEqualTo("ended");
    }

    @Test
    void a_stream_that_breaks_and_a_link_that_ends_are_told_apart() {
        opened();
        far.last().stream.reset(ResetCode.FAILED, "");
        far.move();
        opened();
        CompletableFuture<StreamOpening> asked = open(device);
        far.link.link().close(CloseCause.REVOKED);
        far.link.channel().runPendingTasks();

        assertThat(told).containsExactly("BROKEN", "LINK_ENDED");
        assertThat(asked)
                .isCompletedWithValue(
                        new StreamOpening.Refused(StreamOpening.Reason.LINK_ENDED, "not authorized any more"));
    }

    @Test
    void who_closes_is_told_nothing_more_and_the_device_is() {
        DeviceStream stream = opened();

        stream.close();
        far.last().stream.send(Payload.of(random(10)));
        far.move();

        assertThat(far.last().end).isEqualTo("reset CANCELLED");
        assertThat(came.size()).isZero();
        assertThat(told).isEmpty();
        assertThat(stream.write(random(10))).isTrue();
    }
}
