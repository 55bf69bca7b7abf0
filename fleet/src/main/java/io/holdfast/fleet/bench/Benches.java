package io.holdfast.fleet.bench;

import java.util.List;
import java.util.Optional;

/** Every bench there is. */
public final class Benches {
    public static final List<Bench> ALL = List.of(
            new PollBench(),
            new IntakeBench(),
            new StartBench(),
            new EnrolBench(),
            new RolloutBench(),
            new MemoryBench(),
            new StormBench(),
            new PageBench(),
            new NoisyBench());

    private Benches() {}

    public static Optional<Bench> named(String name) {
        return ALL.stream().filter(bench -> bench.name().equals(name)).findFirst();
    }
}
