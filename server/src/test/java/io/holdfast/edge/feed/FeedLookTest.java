package io.holdfast.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.feed.FeedLook.Loss;
import io.holdfast.edge.feed.FeedLook.Meaning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every log of up to five rows, with every gap, seen from every place: what a node may apply, and when it has lost its place. */
class FeedLookTest {
    private static final int ROWS = 5;

    @Test
    void rows_are_applied_only_where_they_follow_without_a_gap_and_the_node_is_up_to_date_only_at_the_head() {
        int applied = 0;
        for (int place = 0; place <= ROWS; place++) {
            for (int present = 0; present < 1 << ROWS; present++) {
                for (int head = 0; head <= ROWS + 1; head++) {
                    List<FeedRow> rows = rowsFrom(place, present);
                    Meaning meaning = new FeedLook(false, head, false, rows).after(cursor(place));
                    if (meaning instanceof Meaning.Next next) {
                        String what = "place %s, rows %s, head %s".formatted(place, numbers(rows), head);
                        List<Long> follow = numbers(next.rows());
                        for (int i = 0; i < follow.size(); i++) {
                            assertThat(follow.get(i)).as(what).isEqualTo(place + 1L + i);
                        }
                        assertThat(place == 0 || numbers(rows).contains((long) place))
                                .as("its own row stands: " + what)
                                .isTrue();
                        long reached = place + follow.size();
                        assertThat(next.complete()).as(what).isEqualTo(reached == head);
                        applied++;
                    }
                }
            }
        }
        assertThat(applied).as("or nothing was tried").isGreaterThan(100);
    }

    @Test
    void a_log_without_a_gap_is_applied_from_every_place_in_it() {
        for (int place = 0; place <= ROWS; place++) {
            for (int head = place; head <= ROWS; head++) {
                int present = (1 << head) - 1;
                assertThat(new FeedLook(false, head, place > 1, rowsFrom(place, present)).after(cursor(place)))
                        .isEqualTo(new Meaning.Next(rowsFrom(place + 1, present), true));
            }
        }
    }

    @Test
    void a_missing_number_is_a_gap_wherever_it_is() {
        for (int missing = 2; missing <= ROWS; missing++) {
            int present = ((1 << ROWS) - 1) & ~(1 << (missing - 1));
            assertThat(new FeedLook(false, ROWS, false, rowsFrom(1, present)).after(cursor(1)))
                    .as("without %s", missing)
                    .isEqualTo(missing == ROWS ? applied(1, present) : new Meaning.Lost(Loss.GAP));
        }
        assertThat(new FeedLook(false, 3, false, rowsFrom(1, 0b001)).after(cursor(1)))
                .as("the head is ahead of all rows")
                .isEqualTo(new Meaning.Lost(Loss.GAP));
        assertThat(new FeedLook(false, 3, false, List.of()).after(cursor(0)))
                .as("nothing is there of what the head counts")
                .isEqualTo(new Meaning.Lost(Loss.GAP));
    }

    /** What is there is applied first; that the last is missing shows at the next look. */
    private static Meaning applied(int place, int present) {
        return new Meaning.Next(rowsFrom(place + 1, present), false);
    }

    @Test
    void a_head_behind_the_node_is_another_history() {
        for (int place = 1; place <= ROWS; place++) {
            for (int head = 0; head < place; head++) {
                assertThat(new FeedLook(false, head, false, rowsFrom(place, (1 << head) - 1)).after(cursor(place)))
                        .isEqualTo(new Meaning.Lost(Loss.OTHER_HISTORY));
            }
        }
    }

    @Test
    void a_place_that_is_gone_was_pruned_unless_older_rows_stand() {
        List<FeedRow> later = rowsFrom(3, 0b11100);
        assertThat(new FeedLook(false, 5, false, later).after(cursor(2))).isEqualTo(new Meaning.Lost(Loss.PRUNED));
        assertThat(new FeedLook(false, 5, true, later).after(cursor(2)))
                .isEqualTo(new Meaning.Lost(Loss.OTHER_HISTORY));
        assertThat(new FeedLook(false, 5, false, List.of()).after(cursor(2))).isEqualTo(new Meaning.Lost(Loss.PRUNED));
    }

    @Test
    void a_row_of_the_same_number_with_another_nonce_is_another_history() {
        FeedCursor ours = new FeedCursor(2, Optional.of(UUID.randomUUID()));
        assertThat(new FeedLook(false, 5, false, rowsFrom(2, 0b11110)).after(ours))
                .isEqualTo(new Meaning.Lost(Loss.OTHER_HISTORY));
    }

    private static FeedCursor cursor(int place) {
        return new FeedCursor(place, place == 0 ? Optional.empty() : Optional.of(nonce(place)));
    }

    /** The rows from a number on, of those whose bit is set. */
    private static List<FeedRow> rowsFrom(int from, int present) {
        List<FeedRow> rows = new ArrayList<>();
        for (int seq = Math.max(1, from); seq <= ROWS; seq++) {
            if ((present & 1 << (seq - 1)) != 0) {
                rows.add(new FeedRow(seq, nonce(seq), List.of()));
            }
        }
        return rows;
    }

    private static UUID nonce(long seq) {
        return new UUID(7, seq);
    }

    private static List<Long> numbers(List<FeedRow> rows) {
        return rows.stream().map(FeedRow::seq).toList();
    }
}
