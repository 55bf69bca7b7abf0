package io.holdfast.edge.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.database.DatabaseException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SelfCheckTest {
    private static final Finding GOOD = new Finding.Good("image", "10 devices agree");
    private static final Finding REMARK = new Finding.Remark("checksums", "off");
    private static final Finding BAD = new Finding.Bad("feed", "the database was restored");

    private final ManualClock clock = new ManualClock();
    private final List<Verdict> decided = new ArrayList<>();
    private final Node node = new Node();
    private final SelfCheck check = new SelfCheck(node, clock, decided::add);

    private static final class Node implements Examination {
        Optional<String> waitsFor = Optional.empty();
        boolean databaseGone;
        List<Finding> findings = List.of(GOOD);

        @Override
        public Optional<String> waitsFor() {
            return waitsFor;
        }

        @Override
        public List<Finding> findings() {
            if (databaseGone) {
                throw new DatabaseException(new SQLException("gone", "08006"));
            }
            return findings;
        }
    }

    @Test
    void a_node_that_finds_what_it_left_passes_and_a_remark_is_no_reason_to_fail() {
        node.findings = List.of(GOOD, REMARK);

        assertThat(check.step()).isTrue();

        assertThat(check.verdict()).isEqualTo(new Verdict.Passed(List.of(GOOD, REMARK)));
        assertThat(decided).containsExactly(check.verdict());
    }

    @Test
    void one_bad_finding_fails_it_and_is_named() {
        node.findings = List.of(GOOD, BAD, REMARK);

        assertThat(check.step()).isTrue();

        assertThat(check.verdict())
                .isInstanceOfSatisfying(
                        Verdict.Failed.class,
                        failed -> assertThat(failed.reason()).isEqualTo("feed: the database was restored"));
        assertThat(decided).hasSize(1);
    }

    @Test
    void while_the_database_is_away_it_is_undecided_and_decides_when_it_is_back() {
        node.waitsFor = Optional.of("the feed was not read to its end yet");
        assertThat(check.step()).isFalse();
        assertThat(check.verdict()).isEqualTo(new Verdict.Undecided("the feed was not read to its end yet"));

        clock.advance(SelfCheck.TELL_AFTER);
        node.waitsFor = Optional.empty();
        node.databaseGone = true;
        assertThat(check.step()).isFalse();
        assertThat(check.verdict()).isInstanceOf(Verdict.Undecided.class);
        assertThat(decided).isEmpty();

        node.databaseGone = false;
        assertThat(check.step()).isTrue();
        assertThat(decided).containsExactly(new Verdict.Passed(List.of(GOOD)));
    }

    @Test
    void before_its_first_look_nothing_is_decided() {
        assertThat(check.verdict()).isInstanceOf(Verdict.Undecided.class);
    }
}
