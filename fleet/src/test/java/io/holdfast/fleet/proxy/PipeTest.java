package io.holdfast.fleet.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a clock that stands still until the test turns it. */
class PipeTest {
    private final EmbeddedChannel from = new EmbeddedChannel();
    private final EmbeddedChannel to = new EmbeddedChannel();
    private Fault fault = new Fault.None();
    private final Pipe pipe = new Pipe(from, to, () -> fault, () -> {});

    @BeforeEach
    void time_stands_still() {
        from.freezeTime();
    }

    @AfterEach
    void nothing_is_left_behind() {
        pipe.drop();
        to.releaseOutbound();
        from.close();
        to.close();
    }

    @Test
    void without_a_fault_bytes_pass_at_once() {
        say("now");

        assertThat(heard()).isEqualTo("now");
        assertThat(pipe.heldBytes()).isZero();
        assertThat(pipe.passedBytes()).isEqualTo(3);
    }

    @Test
    void delayed_bytes_leave_when_they_are_due_and_in_order() {
        fault = new Fault.Delay(Duration.ofMillis(50));
        say("a");
        turn(20);
        say("b");

        turn(29);
        assertThat(heard()).isEmpty();
        turn(1);
        assertThat(heard()).isEqualTo("a");
        turn(19);
        assertThat(heard()).isEmpty();
        turn(1);
        assertThat(heard()).isEqualTo("b");
    }

    @Test
    void a_delay_that_shrinks_does_not_let_later_bytes_overtake() {
        fault = new Fault.Delay(Duration.ofSeconds(1));
        say("first");
        fault = new Fault.Delay(Duration.ofMillis(10));
        say("second");
        pipe.pump();

        turn(9);
        assertThat(heard()).isEmpty();
        turn(1);
        assertThat(heard()).isEqualTo("firstsecond");
    }

    @Test
    void a_delay_that_is_lifted_lets_go_of_what_it_held() {
        fault = new Fault.Delay(Duration.ofSeconds(1));
        say("held");
        fault = new Fault.None();
        pipe.pump();

        assertThat(heard()).isEqualTo("held");
    }

    @Test
    void a_throttled_line_carries_its_rate_and_no_more() {
        fault = new Fault.Throttle(1_000);
        say("x".repeat(3_000));

        int passed = 0;
        for (int second = 1; second <= 2; second++) {
            for (int i = 0; i < 50; i++) {
                passed += heard().length();
                turn(20);
            }
            assertThat(passed).isEqualTo(second * 1_000);
        }
        assertThat(pipe.heldBytes()).isEqualTo(980); // the slice that is due this instant has left
    }

    @Test
    void an_idle_throttled_line_saves_nothing_up() {
        fault = new Fault.Throttle(1_000);
        turn(10_000);
        say("x".repeat(100));

        assertThat(heard()).hasSize(20);
        turn(20);
        assertThat(heard()).hasSize(20);
    }

    @Test
    void the_sender_is_not_read_while_the_room_is_used() {
        fault = new Fault.Delay(Duration.ofSeconds(1));
        say("x".repeat(Pipe.ROOM - 1));
        assertThat(from.config().isAutoRead()).isTrue();
        say("x");
        assertThat(from.config().isAutoRead()).isFalse();

        turn(1_000);

        assertThat(from.config().isAutoRead()).isTrue();
        assertThat(pipe.heldBytes()).isZero();
    }

    @Test
    void a_black_hole_says_nothing_of_bytes_or_ends_until_it_is_lifted() {
        fault = new Fault.BlackHole();
        say("into the dark");
        pipe.ended(false);
        turn(3_600_000);
        assertThat(heard()).isEmpty();
        assertThat(to.isOpen()).isTrue();

        fault = new Fault.None();
        pipe.pump();

        assertThat(heard()).isEqualTo("into the dark");
        assertThat(to.isOpen()).isFalse();
        assertThat(pipe.isOver()).isTrue();
    }

    @Test
    void an_end_is_delayed_like_a_byte() {
        fault = new Fault.Delay(Duration.ofMillis(50));
        pipe.ended(false);

        turn(49);
        assertThat(to.isOpen()).isTrue();
        turn(1);
        assertThat(to.isOpen()).isFalse();
    }

    @Test
    void a_cut_drops_what_is_held_and_tells_the_receiver() {
        fault = new Fault.BlackHole();
        say("lost");
        fault = new Fault.Cut();
        pipe.pump();

        assertThat(heard()).isEmpty();
        assertThat(to.isOpen()).isFalse();
        assertThat(pipe.heldBytes()).isZero();
    }

    private void say(String text) {
        pipe.arrived(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        to.runPendingTasks();
    }

    private void turn(long millis) {
        from.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        from.runScheduledPendingTasks();
        from.runPendingTasks();
        to.runPendingTasks();
    }

    private String heard() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = to.readOutbound(); bytes != null; bytes = to.readOutbound()) {
            text.append(bytes.toString(StandardCharsets.US_ASCII));
            bytes.release();
        }
        return text.toString();
    }
}
