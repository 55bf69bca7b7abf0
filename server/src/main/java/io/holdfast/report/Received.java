package io.holdfast.report;

/** A report with its receipt. */
public record Received<R>(Receipt receipt, R report) {}
