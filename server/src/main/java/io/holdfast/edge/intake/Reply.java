package io.holdfast.edge.intake;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Somebody who waits for what becomes of a report.
 *
 * @param home where the answer is completed: the caller's event loop
 */
record Reply<O>(CompletableFuture<O> answer, Executor home) {}
