package io.holdfast.edge.intake;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The answers of one batch, sent together: an event loop is woken once for all who wait on it. One wake-up an answer let the
 * loop and the writer take the processor from each other hundreds of times a batch.
 */
final class Replies<O> {
    private final Map<Executor, List<Runnable>> homes = new IdentityHashMap<>();

    void add(Reply<O> reply, O outcome) {
        homes.computeIfAbsent(reply.home(), first -> new ArrayList<>())
                .add(() -> reply.answer().complete(outcome));
    }

    /** Once. Whoever's home takes nothing more is answered here: at the end of the server its loops may be gone. */
    void send() {
        homes.forEach((home, answers) -> {
            Runnable all = () -> answers.forEach(Runnable::run);
            try {
                home.execute(all);
            } catch (RejectedExecutionException gone) {
                all.run();
            }
        });
    }
}
