package io.holdfast.edge.intake;

import io.holdfast.report.Received;
import java.util.ArrayList;
import java.util.List;

/** A place in a batch: the report that is sent, and all who are answered with what becomes of it. */
final class Slot<R, O> {
    private Received<R> received;
    private final List<Reply<O>> replies = new ArrayList<>(1);

    Slot(Ticket<R, O> first) {
        received = first.received();
        replies.add(first.reply());
    }

    Received<R> received() {
        return received;
    }

    int waiting() {
        return replies.size();
    }

    /** The later report makes sending the earlier one needless. */
    void absorb(Ticket<R, O> later) {
        received = later.received();
        replies.add(later.reply());
    }

    /** Tells all who wait, when the replies are sent. */
    void answer(O outcome, Replies<O> into) {
        replies.forEach(reply -> into.add(reply, outcome));
    }
}
