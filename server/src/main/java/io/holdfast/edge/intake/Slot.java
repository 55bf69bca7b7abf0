package io.holdfast.edge.intake;

import io.holdfast.report.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A place in a batch: the report that is sent, and all who are answered with what becomes of it. */
final class Slot<R, O> {
    private Received<R> received;
    private final List<CompletableFuture<O>> answers = new ArrayList<>(1);

    Slot(Ticket<R, O> first) {
        received = first.received();
        answers.add(first.answer());
    }

    Received<R> received() {
        return received;
    }

    int waiting() {
        return answers.size();
    }

    /** The later report makes sending the earlier one needless. */
    void absorb(Ticket<R, O> later) {
        received = later.received();
        answers.add(later.answer());
    }

    void answer(O outcome) {
        answers.forEach(answer -> answer.complete(outcome));
    }
}
