package io.holdfast.edge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import io.holdfast.testing.SmallDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The journal's room and its end. A full disk is a real one, a small file system in memory. A failed fsync is injected at the
 * journal's connection, because a real one needs a block device that fails: everything of the journal's own runs as it does in
 * the server, only the driver's commit throws what SQLite throws for it.
 */
class JournalRoomTest {
    private static final long MIB = 1 << 20;
    private static final UUID NODE = UUID.randomUUID();
    private static final DeviceRef DEVICE = new DeviceRef(TenantId.random(), DeviceId.random());

    @TempDir
    Path folder;

    @Test
    void its_disk_blocks_are_taken_before_the_first_report_and_kept_when_it_is_emptied() throws Exception {
        long room = 4 * MIB + 2 * MIB;
        try (LocalStore store = LocalStore.open(folder, 4 * MIB, Dice.secure())) {
            // Given
            long before = blocks("journal.sqlite");
            assertThat(before).isGreaterThanOrEqualTo(room);
            assertThat(blocks("journal.sqlite-wal")).isGreaterThanOrEqualTo(MIB);

            // When
            int taken = fill(store.journal());
            drain(store.journal());

            // Then
            assertThat(taken).isEqualTo(fillable(4 * MIB));
            assertThat(blocks("journal.sqlite")).isEqualTo(before);
            assertThat(blocks("journal.sqlite-wal")).isLessThanOrEqualTo(2 * MIB);
            assertThat(store.journal().isEmpty(JournalLane.STATUS)).isTrue();
            assertThat(store.journalFailed()).isFalse();
        }
    }

    @Test
    void full_it_takes_nothing_and_drained_it_goes_on() {
        try (LocalStore store = LocalStore.open(folder, MIB, Dice.secure())) {
            for (int round = 0; round < 3; round++) {
                int taken = fill(store.journal());
                assertThat(taken).as("round %s", round).isEqualTo(fillable(MIB));
                assertThat(store.journalBytes()).isBetween(MIB - 5_000, MIB);
                assertThat(store.journalFailed()).isFalse();
                assertThat(drain(store.journal())).hasSize(taken);
                assertThat(store.journalBytes()).isZero();
            }
        }
    }

    @Test
    void inventories_of_many_devices_find_room_up_to_the_bound_and_replace_each_other_there() {
        try (LocalStore store = LocalStore.open(folder, MIB, Dice.secure())) {
            // Given
            List<DeviceRef> devices = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                devices.add(new DeviceRef(DEVICE.tenant(), DeviceId.random()));
            }

            // When
            for (int pass = 0; pass < 4; pass++) {
                for (int i = 0; i < devices.size(); i++) {
                    Entry entry = entry(devices.get(i), pass * 1_000 + i);
                    assertThat(store.journal().append(JournalLane.INVENTORY, List.of(entry)))
                            .isTrue();
                }
            }

            // Then
            assertThat(store.journalReports(JournalLane.INVENTORY)).isEqualTo(devices.size());
            assertThat(store.journal().oldest(JournalLane.INVENTORY, 1_000, Long.MAX_VALUE))
                    .allMatch(kept -> kept.entry().receipt().id().number() >= 3_000);
        }
    }

    @Test
    void a_disk_that_others_filled_does_not_stop_reports_for_which_there_is_room() throws Exception {
        Optional<SmallDisk> mounted = SmallDisk.mounted(12);
        assumeTrue(mounted.isPresent(), "mounting a file system is not allowed here");
        try (SmallDisk disk = mounted.orElseThrow()) {
            List<Long> acknowledged;
            try (LocalStore store = LocalStore.open(disk.path(), 2 * MIB, Dice.secure())) {
                // Given
                disk.fill();

                // When
                int taken = fill(store.journal());

                // Then
                assertThat(taken).isEqualTo(fillable(2 * MIB));
                assertThat(store.journalFailed()).isFalse();
                acknowledged = drain(store.journal());
                assertThat(acknowledged).hasSize(taken);
                assertThat(fill(store.journal())).isEqualTo(taken);
            }
            try (LocalStore next = LocalStore.open(disk.path(), 2 * MIB, Dice.secure())) {
                assertThat(next.journalFailed()).isFalse();
                assertThat(drain(next.journal())).hasSameSizeAs(acknowledged);
            }
        }
    }

    @Test
    void a_disk_that_is_full_in_earnest_loses_nothing_that_was_acknowledged_and_goes_on_when_there_is_room()
            throws Exception {
        Optional<SmallDisk> mounted = SmallDisk.mounted(4);
        assumeTrue(mounted.isPresent(), "mounting a file system is not allowed here");
        try (SmallDisk disk = mounted.orElseThrow()) {
            // Given: a file without reserved room, as on a disk that promises blocks and does not have them
            SqliteFile file = SqliteFile.open(disk.path().resolve("bare.sqlite"));
            file.write(connection -> connection.createStatement().executeUpdate("""
                    create table journal (
                        position integer primary key autoincrement, lane text not null, tenant blob not null,
                        device blob not null, node blob not null, number integer not null,
                        received_micros integer not null, body blob not null)
                    """));
            try (SqliteJournal journal = SqliteJournal.over(file, Long.MAX_VALUE, Long.MAX_VALUE)) {
                Path ballast = disk.fill();

                // When
                int before = fill(journal);
                boolean refused = !journal.append(JournalLane.STATUS, List.of(entry(DEVICE, 100_000)));
                Files.delete(ballast);
                boolean taken = journal.append(JournalLane.STATUS, List.of(entry(DEVICE, 100_001)));
                boolean undone = undone(file);

                // Then
                assertThat(refused).isTrue();
                assertThat(taken).isTrue();
                assertThat(undone).as("transactions are whole again").isTrue();
                assertThat(journal.failed()).isFalse();
                List<Long> kept = drain(journal);
                assertThat(kept).hasSize(before + 1).doesNotContain(100_000L).endsWith(100_001L);
            }
        }
    }

    @Test
    void without_room_to_make_it_the_node_starts_and_says_so() throws Exception {
        Optional<SmallDisk> mounted = SmallDisk.mounted(4);
        assumeTrue(mounted.isPresent(), "mounting a file system is not allowed here");
        try (SmallDisk disk = mounted.orElseThrow();
                LocalStore store = LocalStore.open(disk.path(), 64 * MIB, Dice.secure())) {
            assertThat(store.journalFailed()).isTrue();
            assertThat(store.journal().append(JournalLane.STATUS, List.of(entry(DEVICE, 1))))
                    .isFalse();
            assertThat(Files.exists(disk.path().resolve("journal.sqlite.new"))).isFalse();
        }
    }

    @Test
    void a_failed_fsync_closes_it_for_good_though_the_next_one_would_succeed() throws SQLException {
        // Given
        JournalFile.open(folder, MIB).orElseThrow().close();
        FailingDisk disk = new FailingDisk();
        try (SqliteJournal journal = SqliteJournal.over(disk.open(folder.resolve("journal.sqlite")), MIB, MIB)) {
            assertThat(journal.append(JournalLane.STATUS, List.of(entry(DEVICE, 1))))
                    .isTrue();

            // When
            disk.failNextFlush();
            boolean during = journal.append(JournalLane.STATUS, List.of(entry(DEVICE, 2)));
            boolean after = journal.append(JournalLane.LOG, List.of(entry(DEVICE, 3)));

            // Then
            assertThat(during).isFalse();
            assertThat(after).isFalse();
            assertThat(journal.failed()).isTrue();
            // What was acknowledged before is still brought to the database.
            assertThat(numbers(journal.oldest(JournalLane.STATUS, 10, MIB))).containsExactly(1L);
        }
    }

    @Test
    void a_failed_checkpoint_closes_it_for_good_and_what_was_acknowledged_before_is_still_there() throws SQLException {
        // Given
        JournalFile.open(folder, MIB).orElseThrow().close();
        FailingDisk disk = new FailingDisk();
        Path file = folder.resolve("journal.sqlite");
        List<Long> kept;
        try (SqliteJournal journal = SqliteJournal.over(disk.open(file), MIB, MIB)) {
            assertThat(journal.append(JournalLane.STATUS, List.of(entry(DEVICE, 1))))
                    .isTrue();

            // When: so many that one of them is due for a checkpoint
            disk.failNextCheckpoint();
            int taken = 1;
            while (taken < 100 && journal.append(JournalLane.STATUS, List.of(entry(DEVICE, taken + 1)))) {
                taken++;
            }
            boolean after = journal.append(JournalLane.STATUS, List.of(entry(DEVICE, 1_000)));

            // Then
            assertThat(taken).isBetween(2, 99);
            assertThat(after).isFalse();
            assertThat(journal.failed()).isTrue();
            kept = numbers(journal.oldest(JournalLane.STATUS, 200, MIB));
            // The report that met the failure was written before it, and is told to be lost: it may come twice, never
            // not at all.
            assertThat(kept).hasSize(taken + 1).startsWith(1L, 2L).doesNotContain(1_000L);
        }

        // When
        try (LocalStore next = LocalStore.open(folder, MIB, Dice.secure())) {
            // Then
            assertThat(next.journalFailed()).as("a restart ends it").isFalse();
            assertThat(numbers(next.journal().oldest(JournalLane.STATUS, 200, MIB)))
                    .isEqualTo(kept);
        }
    }

    @Test
    void a_checkpoint_that_fails_while_reports_are_removed_closes_it_too() throws SQLException {
        // Given
        JournalFile.open(folder, MIB).orElseThrow().close();
        FailingDisk disk = new FailingDisk();
        try (SqliteJournal journal = SqliteJournal.over(disk.open(folder.resolve("journal.sqlite")), MIB, 1)) {
            assertThat(journal.append(JournalLane.STATUS, List.of(entry(DEVICE, 1), entry(DEVICE, 2))))
                    .isTrue();
            List<Positioned> oldest = journal.oldest(JournalLane.STATUS, 1, MIB);

            // When
            disk.failNextCheckpoint();
            boolean removed = journal.remove(
                    JournalLane.STATUS,
                    oldest.stream().map(Positioned::position).toList());

            // Then
            assertThat(removed)
                    .as("so that it comes again, which its number makes harmless")
                    .isFalse();
            assertThat(journal.failed()).isTrue();
            assertThat(journal.append(JournalLane.STATUS, List.of(entry(DEVICE, 3))))
                    .isFalse();
        }
    }

    @Test
    void what_an_earlier_version_acknowledged_beside_the_image_is_moved_here_in_order() throws SQLException {
        // Given
        try (SqliteFile earlier = SqliteFile.open(folder.resolve("local.sqlite"))) {
            earlier.write(connection -> connection.createStatement().executeUpdate("""
                    create table journal (
                        position integer primary key autoincrement, lane text not null, tenant blob not null,
                        device blob not null, node blob not null, number integer not null,
                        received_micros integer not null, body blob not null)
                    """));
            LocalJournal old = SqliteJournal.over(earlier, 4 * MIB, MIB);
            for (int i = 1; i <= 600; i++) {
                old.append(i % 3 == 0 ? JournalLane.LOG : JournalLane.STATUS, List.of(entry(DEVICE, i)));
            }
        }

        // When
        for (int start = 0; start < 2; start++) {
            try (LocalStore store = LocalStore.open(folder, 4 * MIB, Dice.secure())) {
                // Then
                assertThat(numbers(store.journal().oldest(JournalLane.STATUS, 2_000, 4 * MIB)))
                        .hasSize(400)
                        .isSorted();
                assertThat(store.journalReports(JournalLane.LOG)).isEqualTo(200);
            }
        }
    }

    private static int fill(LocalJournal journal) {
        int taken = 0;
        while (taken < 50_000 && journal.append(JournalLane.STATUS, List.of(entry(DEVICE, taken)))) {
            taken++;
        }
        return taken;
    }

    /** Whether a transaction that fails behind its first statement leaves nothing. */
    private static boolean undone(SqliteFile file) throws SQLException {
        try {
            file.write(connection -> {
                connection.createStatement().executeUpdate("delete from journal");
                throw new SQLException("on purpose");
            });
        } catch (SQLException onPurpose) {
            return file.read(connection -> {
                try (var row = connection.createStatement().executeQuery("select count(*) from journal")) {
                    return row.next() && row.getLong(1) > 0;
                }
            });
        }
        return false;
    }

    private static int fillable(long bytes) {
        return (int) (bytes / (SqliteJournal.ROW_BYTES + entry(DEVICE, 1).body().length));
    }

    private static List<Long> drain(LocalJournal journal) {
        List<Long> numbers = new ArrayList<>();
        while (!journal.isEmpty(JournalLane.STATUS)) {
            List<Positioned> oldest = journal.oldest(JournalLane.STATUS, 500, MIB);
            numbers.addAll(numbers(oldest));
            assertThat(journal.remove(
                            JournalLane.STATUS,
                            oldest.stream().map(Positioned::position).toList()))
                    .isTrue();
        }
        return numbers;
    }

    private static List<Long> numbers(List<Positioned> entries) {
        return entries.stream().map(one -> one.entry().receipt().id().number()).toList();
    }

    private static Entry entry(DeviceRef device, long number) {
        byte[] body = new byte[4_000];
        return new Entry(device, new Receipt(new ReportId(NODE, number), Instant.ofEpochSecond(number)), body);
    }

    /** As the file system counts them: holes take none. */
    private long blocks(String name) throws IOException, InterruptedException {
        Process stat =
                new ProcessBuilder("stat", "-c", "%b", folder.resolve(name).toString()).start();
        String counted = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(stat.waitFor()).isZero();
        return 512 * Long.parseLong(counted.strip());
    }
}
