package io.holdfast.edge.cohort;

import io.holdfast.edge.admission.DeviceCosts;
import io.holdfast.edge.admission.DeviceWork;
import io.holdfast.edge.image.Cohort;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.platform.clock.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Charges what devices do to their cohorts, and says every ten seconds what each costs and which is out of line. Charging is for event
 * loops: it takes no lock and some 20 ns. The figures are of this node, and of this process's life.
 */
public final class CohortLedger implements DeviceCosts {
    /** How often figures are made; the shortest window. */
    public static final Duration ROUND = Duration.ofSeconds(10);

    private static final int MINUTE = 6;

    /** What was out of line stays named so long after it came back: who looks a little later still learns its name. */
    static final Duration HOLDS = Duration.ofMinutes(5);

    /** One sample of what is usual in so many rounds; unused cohorts are given up as often. */
    static final int ROUNDS_A_SAMPLE = 60;

    private static final int GONE = 499;
    private static final int PUT_OFF = 503;

    private final FleetImage image;
    private final Clock clock;
    private final LinkedDevices linked;
    private final LedgerCells cells;
    private final Map<Integer, CohortHistory> histories = new HashMap<>();
    private final Map<Integer, Held> held = new HashMap<>();
    private long[] seen = new long[0];
    private long roundNanos;
    private int rounds;
    private volatile Snapshot snapshot;

    private record Held(Suspicion suspicion, long lastNanos) {}

    private record Snapshot(List<CohortFigures> byCost, Spent all, long nanos) {}

    public CohortLedger(FleetImage image, Clock clock, LinkedDevices linked, int processors) {
        this.image = image;
        this.clock = clock;
        this.linked = linked;
        this.cells = new LedgerCells(processors);
        this.roundNanos = clock.monotonicNanos();
        this.snapshot = new Snapshot(List.of(), Spent.nothing(), roundNanos);
    }

    @Override
    public void charge(ImageDevice device, DeviceWork work, long nanos, int status) {
        int cohort = image.cohortOf(device.index());
        cells.add(cohort, Entry.LOOP_NANOS, nanos);
        cells.add(cohort, Entry.of(work), 1);
        if (status == PUT_OFF) {
            cells.add(cohort, Entry.PUT_OFF, 1);
        } else if (status >= 500) {
            cells.add(cohort, Entry.SERVER_ERRORS, 1);
        } else if (status >= 400 && status != GONE) {
            cells.add(cohort, Entry.CLIENT_ERRORS, 1);
        }
    }

    /** A link of the device with this index stands. */
    public void linkOpened(int device) {
        cells.add(image.cohortOf(device), Entry.LINKS_OPENED, 1);
    }

    /** A link of the device with this index is over. */
    public void linkClosed(int device) {
        cells.add(image.cohortOf(device), Entry.LINKS_CLOSED, 1);
    }

    /** The device with this index sent a message over its link. */
    public void messageIn(int device, int bytes) {
        int cohort = image.cohortOf(device);
        cells.add(cohort, Entry.MESSAGES_IN, 1);
        cells.add(cohort, Entry.BYTES_IN, bytes);
    }

    /** A message was sent to the device with this index over its link. */
    public void messageOut(int device, int bytes) {
        int cohort = image.cohortOf(device);
        cells.add(cohort, Entry.MESSAGES_OUT, 1);
        cells.add(cohort, Entry.BYTES_OUT, bytes);
    }

    /** The cohorts that cost most in the last minute, at most so many, dearest first; and every one that is out of line. */
    public List<CohortFigures> top(int atMost) {
        List<CohortFigures> byCost = snapshot.byCost();
        List<CohortFigures> top = new ArrayList<>(byCost.subList(0, Math.min(atMost, byCost.size())));
        byCost.stream()
                .skip(top.size())
                .filter(figures -> figures.suspicion().isPresent())
                .forEach(top::add);
        return List.copyOf(top);
    }

    /** Those that are out of line, longest first. */
    public List<CohortFigures> outOfLine() {
        return snapshot.byCost().stream()
                .filter(figures -> figures.suspicion().isPresent())
                .sorted(Comparator.comparing(
                        figures -> figures.suspicion().orElseThrow().since()))
                .toList();
    }

    /** What all devices cost in the last minute. */
    public Spent all() {
        return snapshot.all();
    }

    /** How old the figures are. */
    public Duration age() {
        return Duration.ofNanos(clock.monotonicNanos() - snapshot.nanos());
    }

    /** Makes new figures when it is time. Of one thread, which calls it every second. */
    public void look() {
        long now = clock.monotonicNanos();
        Duration span = Duration.ofNanos(now - roundNanos);
        if (span.compareTo(ROUND) < 0) {
            return;
        }
        roundNanos = now;
        rounds++;
        int[] devices = devices();
        turn(span);
        sample(devices);
        snapshot = snapshot(now, devices);
        if (rounds % ROUNDS_A_SAMPLE == 0) {
            image.forgetUnusedCohorts();
        }
    }

    private int[] devices() {
        int[] devices = new int[image.cohorts().size()];
        image.eachAccepted((device, cohort) -> {
            if (cohort < devices.length) {
                devices[cohort]++;
            }
        });
        return devices;
    }

    private void turn(Duration span) {
        int cohorts = image.cohorts().size();
        seen = Arrays.copyOf(seen, cohorts);
        for (int index = 0; index < cohorts; index++) {
            long[] sums = cells.sums(index);
            long total = Arrays.stream(sums).sum();
            if (total != seen[index]) {
                // One that was idle for long begins anew: what it did before it was forgotten is not of this round.
                long[] from = seen[index] == 0 ? new long[Entry.COUNT] : sums;
                histories.computeIfAbsent(index, first -> new CohortHistory(from));
                seen[index] = total;
            }
            CohortHistory history = histories.get(index);
            if (history != null) {
                history.add(sums, span);
            }
        }
        histories.values().removeIf(CohortHistory::isIdle);
    }

    private void sample(int[] devices) {
        if (rounds % ROUNDS_A_SAMPLE != 0) {
            return;
        }
        histories.forEach((index, history) -> {
            Spent lately = history.last(CohortHistory.BUCKETS);
            // What is out of line must not become usual.
            if (lately.requests() >= OutOfLine.SAMPLES_MIN && !held.containsKey(index)) {
                history.baseline().sample(new Measured(of(devices, index), lately));
            }
        });
    }

    private static int of(int[] counts, int index) {
        return index < counts.length ? counts[index] : 0;
    }

    private Snapshot snapshot(long now, int[] devices) {
        suspect(now, devices);
        int[] links = new int[devices.length];
        linked.each(device -> {
            int cohort = image.cohortOf(device);
            if (cohort < links.length) {
                links[cohort]++;
            }
        });
        Spent all =
                histories.values().stream().map(history -> history.last(MINUTE)).reduce(Spent.nothing(), Spent::and);
        List<CohortFigures> byCost = new ArrayList<>();
        for (Cohort cohort : image.cohorts().all()) {
            int index = cohort.index();
            CohortHistory history = histories.get(index);
            if (history != null || of(devices, index) > 0) {
                byCost.add(figures(cohort, of(devices, index), of(links, index), history, all));
            }
        }
        byCost.sort(Comparator.<CohortFigures>comparingLong(
                        figures -> figures.minute().loopNanos())
                .thenComparingInt(CohortFigures::devices)
                .reversed());
        return new Snapshot(List.copyOf(byCost), all, now);
    }

    private CohortFigures figures(Cohort cohort, int devices, int links, @Nullable CohortHistory history, Spent all) {
        Spent minute = history == null ? Spent.nothing() : history.last(MINUTE);
        Held found = held.get(cohort.index());
        return new CohortFigures(
                cohort,
                devices,
                links,
                history == null ? Spent.nothing() : history.last(1),
                minute,
                history == null ? Spent.nothing() : history.last(CohortHistory.BUCKETS),
                (double) minute.loopNanos() / Math.max(1, all.loopNanos()),
                (double) minute.requests() / Math.max(1, all.requests()),
                found == null ? Optional.empty() : Optional.of(found.suspicion()));
    }

    private void suspect(long now, int[] devices) {
        List<OutOfLine.Candidate> candidates = new ArrayList<>();
        for (Cohort cohort : image.cohorts().all()) {
            CohortHistory history = histories.get(cohort.index());
            Spent minute = history == null ? Spent.nothing() : history.last(MINUTE);
            candidates.add(new OutOfLine.Candidate(
                    cohort,
                    new Measured(of(devices, cohort.index()), minute),
                    history == null ? Baseline.NONE : history.baseline()));
        }
        OutOfLine judge = new OutOfLine(candidates, clock.now());
        for (OutOfLine.Candidate one : candidates) {
            judge.judge(one)
                    .ifPresent(found -> held.merge(
                            one.cohort().index(),
                            new Held(found, now),
                            (earlier, later) -> new Held(
                                    later.suspicion().since(earlier.suspicion().since()), now)));
        }
        held.values().removeIf(one -> now - one.lastNanos() > HOLDS.toNanos());
    }
}
