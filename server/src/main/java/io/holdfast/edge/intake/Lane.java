package io.holdfast.edge.intake;

import io.holdfast.tenancy.TenantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A bounded queue of tickets in which tenants take turns: one that floods waits behind itself. Filled by event loops, emptied
 * by one writer.
 */
final class Lane<R, O> {
    private final LaneLimits limits;
    private final Function<R, TenantId> tenantOf;
    private final Map<TenantId, Queue<R, O>> queues = new HashMap<>();
    private final ArrayDeque<Queue<R, O>> turns = new ArrayDeque<>();
    private int reports;
    private long bytes;
    private boolean closed;

    Lane(LaneLimits limits, Function<R, TenantId> tenantOf) {
        this.limits = limits;
        this.tenantOf = tenantOf;
    }

    private static final class Queue<R, O> {
        final TenantId tenant;
        final ArrayDeque<Ticket<R, O>> tickets = new ArrayDeque<>();
        long bytes;

        Queue(TenantId tenant) {
            this.tenant = tenant;
        }
    }

    /** Whether there was room. */
    synchronized boolean offer(Ticket<R, O> ticket) {
        Queue<R, O> queue = queueOf(ticket);
        boolean room = !closed
                && reports < limits.queuedReports()
                && bytes + ticket.bytes() <= limits.queuedBytes()
                && queue.tickets.size() < limits.tenantReports()
                && queue.bytes + ticket.bytes() <= limits.tenantBytes();
        if (room) {
            queue.tickets.addLast(ticket);
            account(queue, 1, ticket.bytes());
        }
        if (queue.tickets.isEmpty()) {
            queues.remove(queue.tenant);
        } else if (queue.tickets.size() == 1 && room) {
            turns.addLast(queue);
        }
        return room;
    }

    /** Takes at most a batch, one ticket of each tenant in turn. */
    synchronized List<Ticket<R, O>> take() {
        List<Ticket<R, O>> taken = new ArrayList<>(Math.min(reports, limits.batchReports()));
        long takenBytes = 0;
        while (!turns.isEmpty() && taken.size() < limits.batchReports()) {
            Queue<R, O> queue = turns.getFirst();
            Ticket<R, O> next = queue.tickets.getFirst();
            if (!taken.isEmpty() && takenBytes + next.bytes() > limits.batchBytes()) {
                break;
            }
            turns.removeFirst();
            queue.tickets.removeFirst();
            account(queue, -1, -next.bytes());
            takenBytes += next.bytes();
            taken.add(next);
            if (queue.tickets.isEmpty()) {
                queues.remove(queue.tenant);
            } else {
                turns.addLast(queue);
            }
        }
        return taken;
    }

    /** Puts tickets that were taken back where they were, before all others of their tenant. */
    synchronized void putBack(List<Ticket<R, O>> tickets) {
        for (Ticket<R, O> ticket : tickets.reversed()) {
            Queue<R, O> queue = queueOf(ticket);
            queue.tickets.addFirst(ticket);
            account(queue, 1, ticket.bytes());
            if (queue.tickets.size() == 1) {
                turns.addFirst(queue);
            }
        }
    }

    synchronized boolean isEmpty() {
        return reports == 0;
    }

    synchronized int size() {
        return reports;
    }

    synchronized long queuedBytes() {
        return bytes;
    }

    /** From now on there is no room. */
    synchronized void close() {
        closed = true;
    }

    private Queue<R, O> queueOf(Ticket<R, O> ticket) {
        return queues.computeIfAbsent(tenantOf.apply(ticket.received().report()), Queue::new);
    }

    private void account(Queue<R, O> queue, int moreReports, long moreBytes) {
        queue.bytes += moreBytes;
        reports += moreReports;
        bytes += moreBytes;
    }
}
