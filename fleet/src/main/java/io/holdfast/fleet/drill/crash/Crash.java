package io.holdfast.fleet.drill.crash;

import io.holdfast.fleet.drill.Drill;
import io.holdfast.fleet.drill.DrillCard;
import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.DrillResult;
import io.holdfast.fleet.drill.Expected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** Server, PostgreSQL or both are killed at random instants under mixed acknowledged writes. */
public final class Crash implements Drill {
    private static final int CYCLES = 20;
    private static final int FULL_CYCLES = 200;
    private static final Duration READY_LIMIT = Duration.ofSeconds(3);
    /**
     * From any kill, also one of PostgreSQL alone, to the first answer out of the database. It is noticed, started and recovers before
     * it answers; devices are served meanwhile, and people are asked to come back.
     */
    private static final Duration DATABASE_READY_LIMIT = Duration.ofSeconds(10);
    /** Sentences shown of one kind of failure. */
    private static final int EXAMPLES = 10;

    private static final DrillCard CARD = DrillCard.of(
            48,
            "crash",
            "Server, PostgreSQL or both are killed at random instants under mixed writes: everything acknowledged is there"
                    + " afterwards, once; every unknown outcome is resolved by retry; ready again p99 within 3 s, with the database within 10 s.",
            """
            A service on one machine was switched off hard after it had stopped answering. Nobody could tell from the system itself \
            whether its data was whole: people compared the database with the backup by hand before they let devices in again.""",
            Expected.none("lost"),
            Expected.none("duplicates"),
            Expected.none("unresolved"),
            Expected.inTime("ready_p99_ms", READY_LIMIT.toMillis()),
            Expected.inTime("database_ready_p99_ms", DATABASE_READY_LIMIT.toMillis()));

    @Override
    public DrillCard card() {
        return CARD;
    }

    @Override
    public DrillResult run(DrillContext context) {
        int cycles = context.full() ? FULL_CYCLES : CYCLES;
        long seed = context.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000_000));
        context.progress().accept("Seed " + seed + "; " + cycles + " cycles.");
        Findings findings = new Findings();
        Ledger ledger = new Ledger();
        try (ServerAndDatabase running = ServerAndDatabase.start(context.folder())) {
            new ReleaseWriter(ledger, running.api(), context.folder().path()).upload(ReleaseWriter.BASE);
            int number = 0;
            for (Kill kill : Kill.of(seed, cycles)) {
                number++;
                context.progress()
                        .accept("Cycle " + number + ": " + kill.victim() + " dies after " + kill.afterWrites()
                                + " writes and " + kill.pause().toNanos() / 1_000 + " µs.");
                Map<Kind, Long> before = counts(ledger);
                findings.add(number, new Cycle(running, ledger, context.folder().path(), number, kill).run());
                findings.requireWork(number, before, counts(ledger));
            }
        }
        return findings.result(seed, cycles, ledger);
    }

    private static Map<Kind, Long> counts(Ledger ledger) {
        Map<Kind, Long> counts = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            counts.put(kind, ledger.acknowledged(kind));
        }
        return counts;
    }

    private static final class Findings {
        private final List<String> broken = new ArrayList<>();
        private final List<String> lost = new ArrayList<>();
        private final List<String> duplicates = new ArrayList<>();
        private final List<Duration> serverReady = new ArrayList<>();
        private final List<Duration> allReady = new ArrayList<>();

        void add(int cycle, Cycle.Outcome outcome) {
            outcome.lost().forEach(line -> lost.add("cycle " + cycle + ": " + line));
            outcome.duplicates().forEach(line -> duplicates.add("cycle " + cycle + ": " + line));
            outcome.serverReady().ifPresent(serverReady::add);
            allReady.add(outcome.allReady());
        }

        /** A drill with too little work would prove nothing. */
        void requireWork(int cycle, Map<Kind, Long> before, Map<Kind, Long> after) {
            long all = 0;
            for (Kind kind : Kind.values()) {
                long count = after.getOrDefault(kind, 0L) - before.getOrDefault(kind, 0L);
                all += count;
                if (count < Cycle.LEAST_OF_A_KIND) {
                    broken.add("cycle " + cycle + " had only " + count + " acknowledged writes of kind " + kind);
                }
            }
            if (all < Cycle.LEAST_WRITES) {
                broken.add("cycle " + cycle + " had only " + all + " acknowledged writes");
            }
        }

        DrillResult result(long seed, int cycles, Ledger ledger) {
            lost.stream().limit(EXAMPLES).forEach(line -> broken.add("lost: " + line));
            duplicates.stream().limit(EXAMPLES).forEach(line -> broken.add("duplicate: " + line));
            ledger.brokenPromises().stream().limit(EXAMPLES).forEach(broken::add);
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("seed", seed);
            figures.put("cycles", cycles);
            figures.put("acked", ledger.acknowledged());
            figures.put("unknown", ledger.unknown());
            figures.put("unresolved", ledger.unresolvedWrites());
            figures.put("lost", lost.size());
            figures.put("duplicates", duplicates.size());
            figures.put("ready_p99_ms", p99(serverReady));
            figures.put("database_ready_p99_ms", p99(allReady));
            figures.put(
                    "acked_by_kind",
                    counts(ledger).entrySet().stream()
                            .collect(Collectors.toMap(
                                    entry -> entry.getKey().name().toLowerCase(Locale.ROOT),
                                    Map.Entry::getValue,
                                    Long::sum,
                                    LinkedHashMap::new)));
            return new DrillResult(figures, broken);
        }

        private static long p99(List<Duration> times) {
            List<Duration> sorted = times.stream().sorted().toList();
            return sorted.isEmpty()
                    ? 0
                    : sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1).toMillis();
        }
    }
}
