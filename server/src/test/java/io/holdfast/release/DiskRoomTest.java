package io.holdfast.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.testing.Race;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DiskRoomTest {
    private static final long MIB = 1 << 20;
    private static final long RESERVE = 2 * MIB;

    private final AtomicLong usable = new AtomicLong(10 * MIB);
    private final DiskRoom room = new DiskRoom(usable::get, RESERVE);

    @Test
    void uploads_at_once_are_promised_no_more_together_than_there_is_beside_the_reserve() throws IOException {
        List<Boolean> promised = Race.run(20, i -> covers(room.claim(), MIB));

        assertThat(promised).filteredOn(granted -> granted).hasSize(8);
        assertThat(room.left()).isZero();
    }

    @Test
    void a_byte_that_was_promised_is_nobody_elses_until_it_is_written_or_given_back() throws IOException {
        DiskRoom.Claim first = room.claim();
        first.cover(5000);
        assertThat(room.left()).isEqualTo(8 * MIB - 5000);

        usable.addAndGet(-1000);
        first.written(1000);
        assertThat(room.left()).isEqualTo(8 * MIB - 5000);

        first.close();
        assertThat(room.left()).isEqualTo(8 * MIB - 1000);
    }

    @Test
    void who_writes_little_holds_little_back_and_who_writes_much_asks_seldom() throws IOException {
        DiskRoom.Claim claim = room.claim();
        claim.cover(1000);
        usable.addAndGet(-1000);
        claim.written(1000);

        claim.cover(10);
        assertThat(room.left()).isEqualTo(8 * MIB - 1000 - 1000);

        claim.cover(2 * MIB);
        usable.addAndGet(-2 * MIB);
        claim.written(2 * MIB);
        claim.cover(DiskRoom.STEP_BYTES - 1);
        long left = room.left();
        claim.cover(DiskRoom.STEP_BYTES);
        assertThat(room.left()).isEqualTo(left);
    }

    @Test
    void the_last_byte_is_given_and_the_next_one_is_not() throws IOException {
        usable.set(RESERVE + 10);
        DiskRoom.Claim claim = room.claim();

        claim.cover(10);

        assertThat(covers(room.claim(), 1)).isFalse();
        assertThat(covers(claim, 11)).isFalse();
        assertThat(covers(claim, 10)).as("what it has stays").isTrue();
    }

    @Test
    void what_others_take_of_the_disk_counts_at_once() throws IOException {
        DiskRoom.Claim claim = room.claim();
        claim.cover(MIB);
        claim.written(MIB);

        usable.set(RESERVE);

        assertThat(covers(claim, 1)).isFalse();
        assertThat(room.left()).isZero();
    }

    @Test
    void a_write_that_fails_on_a_full_disk_failed_for_want_of_room_and_any_other_for_what_it_says() {
        IOException failed = new IOException("as the machine's language has it");

        assertThat(room.explained(failed)).isSameAs(failed);
        usable.set(0);
        assertThat(room.explained(failed)).isInstanceOf(BlobStore.NoRoom.class).hasCause(failed);
    }

    @Test
    void a_disk_that_cannot_be_asked_is_not_called_full() {
        DiskRoom broken = new DiskRoom(
                () -> {
                    throw new IOException("input/output error");
                },
                RESERVE);
        IOException failed = new IOException("input/output error");

        assertThat(broken.explained(failed)).isSameAs(failed);
        assertThatThrownBy(broken::left).hasMessage("input/output error");
    }

    private static boolean covers(DiskRoom.Claim claim, long bytes) {
        try {
            claim.cover(bytes);
            return true;
        } catch (BlobStore.NoRoom full) {
            return false;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
