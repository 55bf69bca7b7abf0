package io.holdfast.edge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.intake.JournalLane;
import io.holdfast.edge.intake.LocalJournal;
import io.holdfast.edge.intake.LocalJournal.Entry;
import io.holdfast.edge.intake.LocalJournal.Positioned;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.dice.Dice;
import io.holdfast.report.Receipt;
import io.holdfast.report.ReportId;
import io.holdfast.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SqliteJournalTest {
    private static final Set<JournalLane> VALUES = Set.of(JournalLane.INVENTORY, JournalLane.CONFIGURATION);

    private static final UUID NODE = UUID.randomUUID();
    private static final DeviceRef DEVICE = new DeviceRef(TenantId.random(), DeviceId.random());

    @TempDir
    Path folder;

    private LocalStore open(long bytesMax) {
        return LocalStore.open(folder, bytesMax, Dice.secure());
    }

    @Test
    void what_was_appended_is_there_in_order_after_a_restart() {
        try (LocalStore store = open(10_000)) {
            assertThat(store.journal().append(JournalLane.STATUS, List.of(entry(1, "one"), entry(2, "two"))))
                    .isTrue();
        }
        try (LocalStore store = open(10_000)) {
            List<Positioned> oldest = store.journal().oldest(JournalLane.STATUS, 10, 1_000);
            assertThat(oldest).extracting(one -> text(one.entry())).containsExactly("one", "two");
            assertThat(oldest.getFirst().entry().device()).isEqualTo(DEVICE);
            assertThat(oldest.getFirst().entry().receipt()).isEqualTo(receipt(1));
            assertThat(store.journal().isEmpty(JournalLane.STATUS)).isFalse();
            assertThat(store.journal().isEmpty(JournalLane.LOG)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_a_device_only_the_last_value_is_kept_and_goes_to_the_end_and_every_event(JournalLane lane) {
        try (LocalStore store = open(10_000)) {
            LocalJournal journal = store.journal();
            for (JournalLane each : JournalLane.values()) {
                append(journal, each, entry(1, "old"));
                append(journal, each, of(new DeviceRef(DEVICE.tenant(), DeviceId.random()), 2, "other"));
            }
            append(journal, lane, entry(3, "new"));

            for (JournalLane each : JournalLane.values()) {
                List<String> kept = journal.oldest(each, 10, 1_000).stream()
                        .map(one -> text(one.entry()))
                        .toList();
                assertThat(kept)
                        .isEqualTo(
                                each != lane
                                        ? List.of("old", "other")
                                        : VALUES.contains(lane)
                                                ? List.of("other", "new")
                                                : List.of("old", "other", "new"));
            }
        }
    }

    @Test
    void a_part_of_an_inventory_is_kept_beside_what_came_before_until_a_whole_one_comes() {
        try (LocalStore store = open(10_000)) {
            LocalJournal journal = store.journal();
            append(journal, JournalLane.INVENTORY, entry(1, "whole"));
            append(journal, JournalLane.INVENTORY, part(2, "a part"));
            append(journal, JournalLane.INVENTORY, part(3, "another"));

            assertThat(journal.oldest(JournalLane.INVENTORY, 10, 1_000))
                    .extracting(one -> text(one.entry()))
                    .containsExactly("whole", "a part", "another");

            append(journal, JournalLane.INVENTORY, entry(4, "whole again"));

            assertThat(journal.oldest(JournalLane.INVENTORY, 10, 1_000))
                    .extracting(one -> text(one.entry()))
                    .containsExactly("whole again");
        }
    }

    @Test
    void a_full_journal_takes_nothing_until_something_is_removed() {
        try (LocalStore store = open(2 * (SqliteJournal.ROW_BYTES + 100))) {
            LocalJournal journal = store.journal();
            append(journal, JournalLane.LOG, entry(1, "x".repeat(100)));
            append(journal, JournalLane.LOG, entry(2, "x".repeat(100)));

            assertThat(journal.append(JournalLane.STATUS, List.of(entry(3, ""))))
                    .isFalse();

            journal.remove(
                    JournalLane.LOG,
                    List.of(journal.oldest(JournalLane.LOG, 1, 1).getFirst().position()));
            append(journal, JournalLane.STATUS, entry(3, ""));
            assertThat(journal.oldest(JournalLane.LOG, 10, 1_000)).hasSize(1);
        }
    }

    @Test
    void a_reading_is_bounded_by_bytes_but_gives_at_least_one() {
        try (LocalStore store = open(100_000)) {
            append(store.journal(), JournalLane.LOG, entry(1, "x".repeat(500)));
            append(store.journal(), JournalLane.LOG, entry(2, "x".repeat(500)));

            assertThat(store.journal().oldest(JournalLane.LOG, 10, 10)).hasSize(1);
            assertThat(store.journal().oldest(JournalLane.LOG, 10, 1_000)).hasSize(2);
        }
    }

    @Test
    void a_failed_write_closes_it_for_good() {
        LocalStore store = open(10_000);
        store.close();

        assertThat(store.journal().append(JournalLane.STATUS, List.of(entry(1, "lost"))))
                .isFalse();
        assertThat(store.journalFailed()).isTrue();
    }

    private static void append(LocalJournal journal, JournalLane lane, Entry entry) {
        assertThat(journal.append(lane, List.of(entry))).isTrue();
    }

    private static Entry entry(long number, String body) {
        return of(DEVICE, number, body);
    }

    private static Entry part(long number, String body) {
        return new Entry(DEVICE, receipt(number), body.getBytes(StandardCharsets.UTF_8), false);
    }

    private static Entry of(DeviceRef device, long number, String body) {
        return new Entry(device, receipt(number), body.getBytes(StandardCharsets.UTF_8));
    }

    private static Receipt receipt(long number) {
        return new Receipt(new ReportId(NODE, number), Instant.ofEpochSecond(number, 7_000));
    }

    private static String text(Entry entry) {
        return new String(entry.body(), StandardCharsets.UTF_8);
    }
}
