package io.holdfast.edge.intake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tickets collapsed by key, because one statement cannot touch a row twice. A report that its successor makes needless is
 * absorbed; one that is not (a status after the last) waits for the next batch, and so does everything behind it.
 *
 * @param slots one for each key, in order of arrival
 * @param deferred in order of arrival
 */
record Batch<R, O>(Collection<Slot<R, O>> slots, List<Ticket<R, O>> deferred) {

    static <R, O> Batch<R, O> of(List<Ticket<R, O>> tickets, ReportKind<R, O> kind) {
        Map<Object, Slot<R, O>> slots = new LinkedHashMap<>();
        Set<Object> closedKeys = new HashSet<>();
        List<Ticket<R, O>> deferred = new ArrayList<>();
        for (Ticket<R, O> ticket : tickets) {
            Object key = kind.key(ticket.received().report());
            Slot<R, O> slot = slots.get(key);
            if (closedKeys.contains(key)) {
                deferred.add(ticket);
            } else if (slot == null) {
                slots.put(key, new Slot<>(ticket));
            } else if (kind.absorbs(ticket.received().report(), slot.received().report())) {
                slot.absorb(ticket);
            } else {
                closedKeys.add(key);
                deferred.add(ticket);
            }
        }
        return new Batch<>(slots.values(), deferred);
    }
}
