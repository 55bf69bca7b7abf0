package io.holdfast.edge.check;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.testing.Eventually;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SelfCheckTest {
    private static final Finding GOOD = new Finding.Good("image", "10 devices agree");
    private static final Finding REMARK = new Finding.Remark("checksums", "off");
    private static final Finding BAD = new Finding.Bad("feed", "the database was restored");

    private final ManualClock clock = new ManualClock();
    private final List<Verdict> decided = new ArrayList<>();
    private final Node node = new Node();
    private final SelfCheck check = new SelfCheck(node, clock, decided::add);

    private final Logger logger = (Logger) LoggerFactory.getLogger(SelfCheck.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        // Read while another thread appends.
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void close() {
        check.close();
        logger.detachAppender(log);
    }

    private static final class Node implements Examination {
        Optional<String> waitsFor = Optional.empty();
        boolean databaseGone;
        boolean broken;
        List<Finding> findings = List.of(GOOD);
        CountDownLatch answers = new CountDownLatch(0);
        final CountDownLatch asked = new CountDownLatch(1);

        @Override
        public Optional<String> waitsFor() {
            return waitsFor;
        }

        @Override
        public List<Finding> findings() {
            asked.countDown();
            await(answers);
            if (broken) {
                throw new IllegalStateException("a fault of the check's own");
            }
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
    void a_fault_of_the_check_itself_is_tried_again_and_logged_once() {
        node.broken = true;
        for (int i = 0; i < 10; i++) {
            assertThat(check.step()).isFalse();
        }
        assertThat(lines()).hasSize(1);

        node.broken = false;
        assertThat(check.step()).isTrue();
    }

    @Test
    void a_database_that_takes_the_question_and_never_answers_is_told_in_time_too() throws Exception {
        // Given
        node.answers = new CountDownLatch(1);
        CompletableFuture<Boolean> looking = CompletableFuture.supplyAsync(check::step);
        await(node.asked);

        // When
        clock.advance(SelfCheck.TELL_AFTER.minusNanos(1));
        assertThat(check.overdue()).isFalse();
        assertThat(lines()).isEmpty();
        clock.advance(Duration.ofNanos(1));
        assertThat(check.overdue()).isTrue();
        assertThat(check.overdue()).isTrue();

        // Then
        assertThat(looking).isNotDone();
        assertThat(lines())
                .singleElement()
                .asString()
                .contains("undecided", "the database has not answered all questions yet");
        assertThat(check.verdict()).isInstanceOf(Verdict.Undecided.class);

        // When
        node.answers.countDown();

        // Then
        assertThat(looking.get(1, TimeUnit.MINUTES)).isTrue();
        assertThat(lines()).hasSize(2).last().asString().contains("passed");
        assertThat(decided).containsExactly(new Verdict.Passed(List.of(GOOD)));
    }

    @Test
    void a_verdict_in_time_is_the_only_line() {
        assertThat(check.step()).isTrue();
        clock.advance(SelfCheck.TELL_AFTER);

        assertThat(check.overdue()).isTrue();

        assertThat(lines()).singleElement().asString().contains("passed");
    }

    @Test
    void it_looks_and_watches_the_time_by_itself_until_it_is_closed() {
        node.answers = new CountDownLatch(1);
        check.start();
        await(node.asked);

        clock.advance(SelfCheck.TELL_AFTER);

        Eventually.holds("it says that it waits", () -> lines().size() == 1);
        node.answers.countDown();
        Eventually.holds("it says what it found", () -> lines().size() == 2);
        check.close();
    }

    @Test
    void before_its_first_look_nothing_is_decided() {
        assertThat(check.verdict()).isInstanceOf(Verdict.Undecided.class);
    }

    private List<String> lines() {
        return List.copyOf(log.list).stream()
                .map(event -> event.getFormattedMessage() + " " + event.getKeyValuePairs())
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(1, TimeUnit.MINUTES)) {
                throw new AssertionError("not within a minute");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }
}
