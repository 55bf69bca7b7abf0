package io.holdfast.fleet.bench;

import java.util.Map;

/** One workload that is measured. */
public interface Bench {
    /** What it is called on the command line. */
    String name();

    /** What is measured, in one or two sentences. */
    String description();

    /**
     * Measures.
     *
     * @return figures by name, in the order they are shown; only what was measured in this run
     * @throws IllegalStateException when the server answered otherwise than the workload expects
     */
    Map<String, Object> run(BenchContext context);
}
