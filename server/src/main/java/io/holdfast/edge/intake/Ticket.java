package io.holdfast.edge.intake;

import io.holdfast.report.Received;
import java.util.concurrent.CompletableFuture;

/** A report that waits, and whom to answer. */
record Ticket<R, O>(Received<R> received, int bytes, CompletableFuture<O> answer) {}
