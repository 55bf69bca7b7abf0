package io.holdfast.wire.mux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MultiplexerTest {
    private final Ends ends = new Ends();

    @Test
    void a_stream_carries_bytes_both_ways_and_is_gone_when_both_sides_have_ended_it() {
        MuxStream here = ends.opened(StreamPriority.HTTP);

        here.send(Ends.bytes(10));
        ends.there().send(Ends.bytes(20));
        here.end();
        ends.there().end();
        ends.move();

        assertThat(ends.ear.heard).containsExactly("accepted", "data 20", "ended");
        assertThat(ends.thereEar().heard).containsExactly("data 10", "ended");
        assertThat(ends.server.count()).isZero();
        assertThat(ends.device.count()).isZero();
    }

    @Test
    void the_other_side_may_go_on_when_one_has_sent_everything() {
        MuxStream here = ends.opened(StreamPriority.HTTP);
        here.end();
        ends.move();

        assertThat(here.send(Ends.bytes(1))).isFalse();
        assertThat(ends.there().send(Ends.bytes(2))).isTrue();
        ends.move();

        assertThat(ends.ear.heard).endsWith("data 2");
    }

    @Test
    void what_was_sent_before_the_answer_waits_for_it() {
        MuxStream here = ends.open(StreamPriority.HTTP);
        here.send(Ends.bytes(7));
        here.end();
        ends.move();
        assertThat(ends.thereEar().heard).isEmpty();

        ends.there().accept();
        ends.move();

        assertThat(ends.thereEar().heard).containsExactly("data 7", "ended");
    }

    @Test
    void a_refused_stream_says_why_and_is_gone_on_both_sides() {
        MuxStream here = ends.open(StreamPriority.HTTP);
        here.send(Ends.bytes(7));
        ends.move();

        ends.there().reset(ResetCode.UNREACHABLE, "nothing listens");
        ends.move();

        assertThat(ends.ear.heard).containsExactly("over UNREACHABLE nothing listens");
        assertThat(ends.server.count() + ends.device.count()).isZero();
    }

    @Test
    void a_reset_overtakes_what_waits_and_nothing_is_told_after_it() {
        MuxStream here = ends.opened(StreamPriority.HTTP);
        ends.there().send(Ends.bytes(100));
        here.send(Ends.bytes(100));

        here.reset(ResetCode.CANCELLED, "");
        ends.move();

        assertThat(ends.thereEar().heard).containsExactly("over CANCELLED ");
        assertThat(ends.ear.heard).containsExactly("accepted");
        assertThat(ends.server.count() + ends.device.count()).isZero();
    }

    @Test
    void resets_that_cross_need_no_answer() {
        MuxStream here = ends.opened(StreamPriority.HTTP);

        here.reset(ResetCode.CANCELLED, "");
        ends.there().reset(ResetCode.FAILED, "");

        assertThat(Ends.drain(ends.server)).containsExactly(new MuxFrame.Reset(1, ResetCode.CANCELLED, ""));
        assertThat(Ends.receive(ends.server, new MuxFrame.Reset(1, ResetCode.FAILED, "")))
                .isEmpty();
        assertThat(Ends.drain(ends.server)).isEmpty();
        assertThat(ends.server.count()).isZero();
    }

    @Test
    void an_end_that_crosses_a_reset_is_the_end_of_it_when_both_had_ended() {
        MuxStream here = ends.opened(StreamPriority.HTTP);
        here.end();
        ends.move();
        ends.there().end();
        List<MuxFrame> onTheWay = Ends.drain(ends.device);
        here.reset(ResetCode.CANCELLED, "");
        List<MuxFrame> crossing = Ends.drain(ends.server);

        onTheWay.forEach(frame -> assertThat(Ends.receive(ends.server, frame)).isEmpty());
        crossing.forEach(frame -> assertThat(Ends.receive(ends.device, frame)).isEmpty());

        assertThat(ends.server.count() + ends.device.count()).isZero();
        assertThat(Ends.drain(ends.device)).isEmpty();
    }

    @Test
    void no_more_is_sent_than_there_is_credit_for_and_taking_gives_it_back_exactly() {
        MuxStream here = ends.opened(StreamPriority.HTTP);
        fill();
        assertThat(ends.ear.bytes).isEqualTo(MuxLimits.WINDOW);

        int taken = 0;
        while (taken < 10 * MuxLimits.WINDOW) {
            int piece = Math.min(5_000, ends.ear.bytes - taken);
            here.taken(piece);
            taken += piece;
            fill();
            assertThat(ends.ear.bytes - taken).isPositive().isLessThanOrEqualTo(MuxLimits.WINDOW);
        }
    }

    private void fill() {
        ends.move();
        while (ends.there().send(Ends.bytes(MuxLimits.DATA_MAX))) {
            ends.move();
        }
    }

    @Test
    void who_sends_faster_than_the_other_takes_finds_no_room_and_is_told_when_there_is_some() {
        MuxStream here = ends.opened(StreamPriority.HTTP);
        fill();
        assertThat(ends.there().hasRoom()).isFalse();

        here.taken(2 * MuxLimits.DATA_MAX);
        ends.move();

        assertThat(ends.thereEar().heard).containsExactly("room");
        assertThat(ends.there().hasRoom()).isTrue();
    }

    @Test
    void a_terminal_waits_for_one_frame_however_many_streams_flood_the_link() {
        Ends flooded = new Ends();
        List<MuxStream> floods = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            floods.add(flooded.opened(i % 2 == 0 ? StreamPriority.BULK : StreamPriority.HTTP));
        }
        MuxStream terminal = flooded.opened(StreamPriority.TERMINAL);
        for (int round = 0; round < 200; round++) {
            floods.forEach(MultiplexerTest::stuff);
            assertThat(flooded.server.next()).isPresent();
            terminal.send(Ends.bytes(1));

            int before = 0;
            while (sent(flooded.server).stream() != terminal.id()) {
                before++;
            }

            // The one that a patient stream is owed.
            assertThat(before).isLessThanOrEqualTo(1);
            floods.forEach(flood -> Ends.receive(flooded.server, new MuxFrame.Credit(flood.id(), MuxLimits.DATA_MAX)));
        }
    }

    private static void stuff(MuxStream stream) {
        while (stream.send(Ends.bytes(MuxLimits.DATA_MAX))) {
            // until it is full
        }
    }

    private static MuxFrame sent(Multiplexer end) {
        return ((MuxReading.Frame) MuxCodec.read(end.next().orElseThrow())).frame();
    }

    @Test
    void streams_of_one_priority_take_turns_and_the_lowest_is_never_forgotten() {
        Ends busy = new Ends();
        List<MuxStream> pages = List.of(busy.opened(StreamPriority.HTTP), busy.opened(StreamPriority.HTTP));
        MuxStream file = busy.opened(StreamPriority.BULK);
        Map<Integer, Integer> frames = new HashMap<>();
        for (int i = 0; i < 330; i++) {
            pages.forEach(MultiplexerTest::stuff);
            stuff(file);
            MuxFrame frame = sent(busy.server);
            frames.merge(frame.stream(), 1, Integer::sum);
            Ends.receive(busy.server, new MuxFrame.Credit(frame.stream(), MuxLimits.DATA_MAX));
        }

        assertThat(frames).containsExactlyInAnyOrderEntriesOf(Map.of(1, 160, 2, 160, 3, 10));
    }

    @Test
    void a_link_has_so_many_streams_and_no_more_until_one_is_gone() {
        List<MuxStream> all = new ArrayList<>();
        for (int i = 0; i < MuxLimits.STREAMS_MAX; i++) {
            all.add(ends.open(StreamPriority.HTTP));
        }
        assertThat(ends.server.open(new MuxTarget.Messages(), StreamPriority.BULK, ends.ear))
                .isEmpty();
        ends.move();

        all.getFirst().reset(ResetCode.CANCELLED, "");
        assertThat(ends.server.open(new MuxTarget.Messages(), StreamPriority.BULK, ends.ear))
                .as("a stream counts until both sides know of its end")
                .isEmpty();
        ends.move();

        assertThat(ends.open(StreamPriority.HTTP).id()).isEqualTo(MuxLimits.STREAMS_MAX + 1);
        ends.move();
        assertThat(Ends.receive(ends.device, open(MuxLimits.STREAMS_MAX + 2))).hasValue(MuxFault.TOO_MANY_STREAMS);
    }

    private static MuxFrame open(int id) {
        return new MuxFrame.Open(id, new MuxTarget.Messages(), StreamPriority.HTTP, MuxLimits.WINDOW);
    }

    @Test
    void a_number_is_never_used_again_and_a_device_opens_nothing() {
        assertThat(Ends.receive(ends.device, open(5))).isEmpty();
        assertThat(Ends.receive(ends.device, open(5))).hasValue(MuxFault.OUT_OF_PLACE);
        assertThat(Ends.receive(ends.device, open(4))).hasValue(MuxFault.OUT_OF_PLACE);
        assertThat(Ends.receive(ends.server, open(6))).hasValue(MuxFault.OUT_OF_PLACE);
    }

    @Test
    void data_without_credit_and_credit_without_bounds_are_faults() {
        ends.opened(StreamPriority.HTTP);
        for (int sent = 0; sent < MuxLimits.WINDOW; sent += MuxLimits.DATA_MAX) {
            assertThat(Ends.receive(ends.server, new MuxFrame.Data(1, Ends.bytes(MuxLimits.DATA_MAX))))
                    .isEmpty();
        }
        assertThat(Ends.receive(ends.server, new MuxFrame.Data(1, Ends.bytes(1))))
                .hasValue(MuxFault.BEYOND_CREDIT);

        assertThat(Ends.receive(ends.device, new MuxFrame.Credit(1, MuxLimits.WINDOW_MAX)))
                .hasValue(MuxFault.TOO_MUCH_CREDIT);
    }

    @Test
    void credit_is_counted_also_for_a_stream_that_was_given_up() {
        MuxStream here = ends.opened(StreamPriority.HTTP);
        here.reset(ResetCode.CANCELLED, "");
        for (int sent = 0; sent < MuxLimits.WINDOW; sent += MuxLimits.DATA_MAX) {
            assertThat(Ends.receive(ends.server, new MuxFrame.Data(1, Ends.bytes(MuxLimits.DATA_MAX))))
                    .isEmpty();
        }

        assertThat(Ends.receive(ends.server, new MuxFrame.Data(1, Ends.bytes(1))))
                .hasValue(MuxFault.BEYOND_CREDIT);
        assertThat(ends.ear.bytes).isZero();
    }

    @Test
    void a_peer_that_causes_answers_and_reads_none_is_a_flood() {
        Optional<MuxFault> fault = Optional.empty();
        int id = 0;
        while (fault.isEmpty() && id < 10_000) {
            fault = Ends.receive(ends.device, open(++id));
            if (fault.isEmpty()) {
                fault = Ends.receive(ends.device, new MuxFrame.Reset(id, ResetCode.CANCELLED, ""));
            }
        }

        assertThat(fault).hasValue(MuxFault.FLOOD);
        assertThat(id).isLessThan(2 * MuxLimits.CONTROL_FRAMES_MAX);
    }

    @Test
    void the_end_of_the_link_is_every_streams_end_once() {
        MuxStream here = ends.opened(StreamPriority.HTTP);

        ends.server.end("restart");
        ends.server.end("again");
        here.reset(ResetCode.CANCELLED, "");

        assertThat(ends.ear.heard).containsExactly("accepted", "over FAILED restart");
        assertThat(here.send(Ends.bytes(1))).isFalse();
        assertThat(ends.server.open(new MuxTarget.Messages(), StreamPriority.BULK, ends.ear))
                .isEmpty();
        assertThat(Ends.drain(ends.server)).isEmpty();
    }

    @Test
    void a_device_may_refuse_within_its_first_look() {
        Multiplexer device = Multiplexer.acceptor(() -> {}, stream -> {
            stream.reset(ResetCode.BUSY, "");
            return ends.ear;
        });

        assertThat(Ends.receive(device, open(1))).isEmpty();
        assertThat(Ends.receive(device, new MuxFrame.Reset(1, ResetCode.CANCELLED, "")))
                .isEmpty();

        assertThat(ends.ear.heard).isEmpty();
        assertThat(device.count()).isZero();
    }
}
