package io.holdfast.fleet.drill.acknowledgement;

import io.holdfast.fleet.drill.Drill;
import io.holdfast.fleet.drill.DrillCard;
import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.DrillResult;
import io.holdfast.fleet.drill.Expected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Traces server and PostgreSQL and asks of every acknowledgement whether it waited for the disk. */
public final class Acknowledgements implements Drill {
    /** About eleven acknowledgements each. */
    private static final int LIVES = 90;

    private static final int FULL_LIVES = 910;
    /** Sentences shown of one kind of failure. */
    private static final int EXAMPLES = 10;

    private static final DrillCard CARD = DrillCard.of(
            "acknowledgements",
            "Server and PostgreSQL run under strace: no acknowledgement leaves before the covering flush of PostgreSQL's log,"
                    + " of the local store, of the blob and of its folder; a PostgreSQL that does not wait must be seen.",
            """
            A killed process leaves what it wrote with the kernel, and a failed power supply does not. Whether an acknowledgement \
            waited for the disk can therefore not be seen by killing, only by watching the system calls.""",
            Expected.none("early"),
            Expected.atLeast("control_early", 1));

    @Override
    public DrillCard card() {
        return CARD;
    }

    @Override
    public DrillResult run(DrillContext context) {
        return run(context, context.full() ? FULL_LIVES : LIVES);
    }

    DrillResult run(DrillContext context, int lives) {
        Optional<String> missing = Strace.missing();
        if (missing.isPresent()) {
            throw new IllegalStateException(missing.get());
        }
        TracedRun.Trace trace = new TracedRun(context, lives).run();
        context.progress()
                .accept("Judging " + trace.acknowledged().size() + " acknowledgements by "
                        + trace.calls().size() + " system calls.");
        Judgement judgement = new Judgement(trace.calls(), trace.commits());
        List<String> early = broken(judgement, trace.acknowledged());
        List<String> seen = broken(judgement, trace.control());
        List<String> broken = new ArrayList<>(early.stream().limit(EXAMPLES).toList());
        if (seen.isEmpty()) {
            broken.add("PostgreSQL did not wait for its log, and the trace did not show it: this drill proves nothing");
        }
        return new DrillResult(figures(trace, early.size(), seen.size()), broken);
    }

    private static List<String> broken(Judgement judgement, List<Acknowledgement> acknowledged) {
        return acknowledged.stream()
                .map(judgement::broken)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Map<String, Object> figures(TracedRun.Trace trace, int early, int seen) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("acked", trace.acknowledged().size());
        figures.put("early", early);
        figures.put("acked_committed", count(trace, Acknowledgement.Committed.class));
        figures.put("acked_local_store", count(trace, Acknowledgement.InLocalStore.class));
        figures.put("acked_blob", count(trace, Acknowledgement.BlobStored.class));
        figures.put("control_acked", trace.control().size());
        figures.put("control_early", seen);
        figures.put("system_calls", trace.calls().size());
        return figures;
    }

    private static long count(TracedRun.Trace trace, Class<? extends Acknowledgement> kind) {
        return trace.acknowledged().stream().filter(kind::isInstance).count();
    }
}
