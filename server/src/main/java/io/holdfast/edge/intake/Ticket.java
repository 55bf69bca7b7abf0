package io.holdfast.edge.intake;

import io.holdfast.report.Received;

/** A report that waits, and whom to answer. */
record Ticket<R, O>(Received<R> received, int bytes, Reply<O> reply) {}
