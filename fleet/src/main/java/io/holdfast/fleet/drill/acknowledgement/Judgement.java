package io.holdfast.fleet.drill.acknowledgement;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Whether each acknowledgement waited for what it promises. */
final class Judgement {
    /** The image's file and the journal's. */
    private static final List<String> LOCAL_STORE = List.of("/node/local.sqlite-wal", "/node/journal.sqlite-wal");

    private static final String UPLOADS = "/artifacts/uploads/";
    private static final String BLOBS = "/artifacts/blobs";

    private final List<SystemCall> calls;
    private final Map<Long, Long> commits;
    private final WalFlushes wal;
    private final Responses responses;

    /** @param commits by transaction id, the place behind its commit record in PostgreSQL's log */
    Judgement(List<SystemCall> calls, Map<Long, Long> commits) {
        this.calls = calls;
        this.commits = commits;
        this.wal = new WalFlushes(calls);
        this.responses = new Responses(calls);
    }

    /** What is wrong with it, as a sentence; empty when it waited. */
    Optional<String> broken(Acknowledgement acknowledgement) {
        Optional<Long> left = responses.left(acknowledgement.answer());
        if (left.isEmpty()) {
            return Optional.of("the trace does not show " + acknowledgement);
        }
        long from = responses.leftBefore(acknowledgement.answer());
        return switch (acknowledgement) {
            case Acknowledgement.Committed committed -> committed(committed, left.get());
            case Acknowledgement.InLocalStore stored ->
                inLocalStore(from, left.get())
                        ? Optional.empty()
                        : Optional.of(stored.what() + " left before the local store was flushed");
            case Acknowledgement.BlobStored stored ->
                blob(stored.blob(), left.get()).map(missing -> "an upload left before " + missing);
        };
    }

    private Optional<String> committed(Acknowledgement.Committed committed, long left) {
        Long end = commits.get(committed.transaction());
        if (end == null) {
            return Optional.of(committed.what() + ": PostgreSQL's log has no commit of " + committed.transaction());
        }
        return wal.covered(end, left)
                ? Optional.empty()
                : Optional.of(committed.what() + " left before PostgreSQL's log was flushed up to its commit");
    }

    /** The last thing that was written to the store before the answer is flushed, and something was written for it. */
    private boolean inLocalStore(long from, long left) {
        Optional<SystemCall> written =
                last(call -> call.writes() && inLocalStore(call) && call.begun() > from && call.ended() < left);
        return written.isPresent()
                && flushed(written.get().target(), written.get().ended(), left).isPresent();
    }

    private static boolean inLocalStore(SystemCall call) {
        return LOCAL_STORE.stream().anyMatch(call.target()::endsWith);
    }

    private Optional<String> blob(String blob, long left) {
        String file = UPLOADS + blob;
        Optional<SystemCall> written =
                last(call -> call.writes() && call.target().endsWith(file));
        Optional<SystemCall> flushed = written.flatMap(write -> flushed(file, write.ended(), left));
        if (flushed.isEmpty()) {
            return Optional.of("its blob was flushed");
        }
        Optional<SystemCall> named =
                last(call -> call.renames() && call.arguments().contains(blob));
        if (named.isEmpty() || named.get().begun() < flushed.get().ended()) {
            return Optional.of("its blob was flushed under its last name");
        }
        String folder = BLOBS + "/" + blob.substring(0, 2);
        if (flushed(folder, named.get().ended(), left).isEmpty()) {
            return Optional.of("the blob's folder was flushed");
        }
        Optional<SystemCall> made = last(call -> call.name().equals("mkdir")
                && call.result() == 0
                && call.arguments().contains(folder + "\""));
        return made.isPresent() && flushed(BLOBS, made.get().ended(), left).isEmpty()
                ? Optional.of("the folder of blobs was flushed")
                : Optional.empty();
    }

    private Optional<SystemCall> flushed(String file, long from, long left) {
        return calls.stream()
                .filter(call ->
                        call.flushes() && call.target().endsWith(file) && call.begun() >= from && call.ended() < left)
                .findFirst();
    }

    private Optional<SystemCall> last(Predicate<SystemCall> wanted) {
        return calls.reversed().stream().filter(wanted).findFirst();
    }
}
