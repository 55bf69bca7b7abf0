package io.holdfast.fleet.drill.acknowledgement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The judgement must be able to find each acknowledgement guilty: here it is shown doctored traces. */
class JudgementTest {
    private static final String WAL = "/d/pg_wal/000000010000000000000001";
    private static final String JOURNAL = "/d/node/journal.sqlite-wal";
    private static final String STORE = "/d/node/local.sqlite-wal";
    private static final String BLOB = "ab12";
    private static final String PARTIAL = "/d/artifacts/uploads/" + BLOB;
    private static final String FOLDER = "/d/artifacts/blobs/ab";

    private static final String ACCEPT =
            "10 accept4(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(5000)}, [16], 0) = 4<socket:[77]>";
    private static final String ANSWER =
            "11 writev(4<socket:[77]>, [{iov_base=\"HTTP/1.1 204 No \", iov_len=30}], 1) = 30";

    private static final long SEGMENT = WalFlushes.SEGMENT_BYTES;
    private static final Acknowledgement COMMITTED = new Acknowledgement.Committed(answer(0), "inventory", 700);
    private static final Acknowledgement STORED = new Acknowledgement.InLocalStore(answer(0), "rejection");
    private static final Acknowledgement UPLOADED = new Acknowledgement.BlobStored(answer(0), BLOB);

    @Test
    void an_answer_behind_the_flush_of_its_commit_is_in_order() {
        assertThat(broken(COMMITTED, ACCEPT, wrote(WAL, 0, 8192), flushed(WAL), ANSWER))
                .isEmpty();
    }

    @Test
    void an_answer_before_the_flush_of_its_commit_is_early() {
        assertThat(broken(COMMITTED, ACCEPT, wrote(WAL, 0, 8192), ANSWER, flushed(WAL)))
                .isNotEmpty();
        assertThat(broken(COMMITTED, ACCEPT, wrote(WAL, 0, 8192), ANSWER)).isNotEmpty();
    }

    @Test
    void a_flush_that_ends_behind_the_commit_record_does_not_cover_it() {
        // the commit ends at 5000, the flush covered 4096
        assertThat(broken(COMMITTED, ACCEPT, wrote(WAL, 0, 4096), flushed(WAL), ANSWER))
                .isNotEmpty();
        assertThat(broken(COMMITTED, ACCEPT, flushed(WAL), wrote(WAL, 0, 8192), ANSWER))
                .isNotEmpty();
    }

    @Test
    void a_flush_of_another_segment_does_not_cover_it() {
        String other = "/d/pg_wal/000000010000000000000002";
        assertThat(broken(COMMITTED, ACCEPT, wrote(other, 0, 8192), flushed(other), ANSWER))
                .isNotEmpty();
    }

    @Test
    void a_flush_that_failed_or_was_cut_off_flushed_nothing() {
        String failed = "12 fdatasync(9<" + WAL + ">) = -1 EIO (Input/output error)";
        String cut = "12 fdatasync(9<" + WAL + ">) = ?";
        assertThat(broken(COMMITTED, ACCEPT, wrote(WAL, 0, 8192), failed, ANSWER))
                .isNotEmpty();
        assertThat(broken(COMMITTED, ACCEPT, wrote(WAL, 0, 8192), cut, ANSWER)).isNotEmpty();
    }

    @Test
    void a_flush_counts_from_its_end_and_for_what_was_written_before_its_beginning() {
        String begun = "12 fdatasync(9<" + WAL + "> <unfinished ...>";
        String ended = "12 <... fdatasync resumed>) = 0";
        assertThat(broken(COMMITTED, ACCEPT, wrote(WAL, 0, 8192), begun, ended, ANSWER))
                .isEmpty();
        assertThat(broken(COMMITTED, ACCEPT, wrote(WAL, 0, 8192), begun, ANSWER, ended))
                .isNotEmpty();
        assertThat(broken(COMMITTED, ACCEPT, begun, wrote(WAL, 0, 8192), ended, ANSWER))
                .isNotEmpty();
    }

    @Test
    void an_answer_that_the_trace_does_not_show_proves_nothing() {
        assertThat(broken(COMMITTED, wrote(WAL, 0, 8192), flushed(WAL), ANSWER)).isNotEmpty();
        assertThat(broken(new Acknowledgement.Committed(answer(1), "inventory", 700), ACCEPT, ANSWER))
                .isNotEmpty();
    }

    @Test
    void the_local_store_is_written_and_flushed_before_the_answer() {
        assertThat(broken(STORED, ACCEPT, wrote(STORE, 0, 4096), flushed(STORE), ANSWER))
                .isEmpty();
        assertThat(broken(STORED, ACCEPT, wrote(STORE, 0, 4096), ANSWER, flushed(STORE)))
                .isNotEmpty();
        assertThat(broken(STORED, ACCEPT, flushed(STORE), wrote(STORE, 0, 4096), ANSWER))
                .isNotEmpty();
        assertThat(broken(STORED, ACCEPT, flushed(STORE), ANSWER)).isNotEmpty();
        assertThat(broken(STORED, ACCEPT, wrote(JOURNAL, 0, 4096), flushed(JOURNAL), ANSWER))
                .isEmpty();
        assertThat(broken(STORED, ACCEPT, wrote(JOURNAL, 0, 4096), flushed(STORE), ANSWER))
                .isNotEmpty();
    }

    @Test
    void each_step_of_an_upload_waits_for_the_one_before() {
        List<String> steps = List.of(
                wrote(PARTIAL, 0, 100),
                flushed(PARTIAL),
                "12 mkdir(\"" + FOLDER + "\", 0777) = 0",
                "12 rename(\"" + PARTIAL + "\", \"" + FOLDER + "/" + BLOB + "\") = 0",
                flushed(FOLDER),
                flushed("/d/artifacts/blobs"));
        assertThat(broken(UPLOADED, upload(steps))).isEmpty();

        for (int missing = 0; missing < steps.size(); missing++) {
            List<String> without = new ArrayList<>(steps);
            String step = without.remove(missing);
            boolean needed = !step.contains("mkdir");
            assertThat(broken(UPLOADED, upload(without)).isEmpty()).as(step).isEqualTo(!needed);
        }
    }

    @Test
    void a_blob_that_is_named_before_it_is_flushed_is_early() {
        assertThat(broken(
                        UPLOADED,
                        upload(List.of(
                                wrote(PARTIAL, 0, 100),
                                "12 rename(\"" + PARTIAL + "\", \"" + FOLDER + "/" + BLOB + "\") = 0",
                                flushed(PARTIAL),
                                flushed(FOLDER)))))
                .isNotEmpty();
    }

    private static String[] upload(List<String> steps) {
        List<String> lines = new ArrayList<>(List.of(ACCEPT));
        lines.addAll(steps);
        lines.add(ANSWER);
        return lines.toArray(String[]::new);
    }

    private static String wrote(String file, long offset, int bytes) {
        return "12 pwrite64(9<" + file + ">, \"\\1\\2, \"..., " + bytes + ", " + offset + ") = " + bytes;
    }

    private static String flushed(String file) {
        return "12 fdatasync(9<" + file + ">) = 0";
    }

    private static TracedClient.Answer answer(int number) {
        return new TracedClient.Answer(5000, number, 204, "", "");
    }

    private static Optional<String> broken(Acknowledgement acknowledgement, String... lines) {
        Map<Long, Long> commits = Map.of(700L, SEGMENT + 5_000);
        return new Judgement(TraceReader.of(List.of(lines)), commits).broken(acknowledgement);
    }
}
