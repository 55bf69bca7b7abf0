package io.holdfast.fleet.drill.crash;

import io.holdfast.fleet.device.DeviceKey;
import io.holdfast.fleet.process.Poll;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** Writers at work, a kill in their midst, everything resolved by retry, everything compared. */
final class Cycle {
    /** Acknowledged writes of each kind that a cycle must have, and of all kinds together. */
    static final int LEAST_OF_A_KIND = 20;

    static final int LEAST_WRITES = 500;

    private static final int WORKING_DEVICES = 24;
    private static final int REJECTED_DEVICES = 22;
    private static final int UPLOADS = 22;
    private static final int TOKENS = 24;
    /** They stay until the next cycle; a user may have 20 tokens at once. */
    private static final int TOKENS_LEFT = 2;

    private static final int SETTINGS = 12;
    /** Enough to fill group commits, few enough that two processors are not the bottleneck. */
    private static final int DEVICES_AT_ONCE = 12;

    private static final Duration RECOVERY = Duration.ofMinutes(2);
    /** The journal is replayed in the background. */
    private static final Duration REPLAY = Duration.ofSeconds(30);

    /**
     * What a cycle showed.
     *
     * @param serverReady from the kill to the server's word that it is ready; empty when it was not killed
     * @param allReady from the kill to the first answer of the management API out of the database
     */
    record Outcome(Optional<Duration> serverReady, Duration allReady, List<String> lost, List<String> duplicates) {}

    private final ServerAndDatabase running;
    private final Ledger ledger;
    private final Path folder;
    private final int number;
    private final Kill kill;

    Cycle(ServerAndDatabase running, Ledger ledger, Path folder, int number, Kill kill) {
        this.running = running;
        this.ledger = ledger;
        this.folder = folder;
        this.number = number;
        this.kill = kill;
    }

    Outcome run() {
        long before = ledger.acknowledged();
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> work = begin(writers);
            while (ledger.acknowledged() - before < kill.afterWrites()
                    && !work.stream().allMatch(Future::isDone)) {
                LockSupport.parkNanos(100_000);
            }
            LockSupport.parkNanos(kill.pause().toNanos());
            long killed = System.nanoTime();
            running.kill(kill.victim());
            CompletableFuture<Duration> all = CompletableFuture.supplyAsync(() -> awaitDatabase(killed), writers);
            Optional<Duration> server = Optional.empty();
            if (kill.victim().includesServer()) {
                running.startServer();
                server = Optional.of(Duration.ofNanos(System.nanoTime() - killed));
            }
            work.forEach(this::await);
            return compare(server, all.join());
        }
    }

    private List<Future<?>> begin(ExecutorService writers) {
        List<Future<?>> work = new ArrayList<>();
        Semaphore places = new Semaphore(DEVICES_AT_ONCE);
        DeviceKey key = DeviceKey.ecdsaP256();
        for (int i = 0; i < WORKING_DEVICES + REJECTED_DEVICES; i++) {
            int n = i;
            work.add(writers.submit(() -> {
                places.acquireUninterruptibly();
                try {
                    live(n, key);
                } finally {
                    places.release();
                }
            }));
        }
        ReleaseWriter releases = new ReleaseWriter(ledger, running.api(), folder);
        AccountWriter account = new AccountWriter(ledger, running.api());
        work.add(writers.submit(() -> repeat(UPLOADS, i -> releases.upload(name() + "release-" + i))));
        work.add(writers.submit(() -> tokens(account)));
        work.add(writers.submit(() -> repeat(SETTINGS, i -> account.settings(number * 1_000 + i))));
        return work;
    }

    private void tokens(AccountWriter account) {
        ledger.tokens.forEach((earlier, stands) -> {
            if (stands) {
                account.end(earlier);
            }
        });
        for (int i = 0; i < TOKENS; i++) {
            account.create(name() + "token-" + i);
            if (i < TOKENS - TOKENS_LEFT) {
                account.end(name() + "token-" + i);
            }
        }
    }

    /** What everything of this cycle is called begins so. */
    private String name() {
        return number + "-";
    }

    private void live(int n, DeviceKey key) {
        CallingDevice device = new CallingDevice(running.devices(), running.base(), name() + "device-" + n, key);
        DeviceLife life = new DeviceLife(ledger, running.api(), device);
        // mixed, so that a kill finds both sorts at work
        if ((n % 2 == 0 && n / 2 < WORKING_DEVICES) || (n % 2 == 1 && n / 2 >= REJECTED_DEVICES)) {
            life.work(n % 4 == 0);
        } else {
            life.turnAway();
        }
    }

    private static void repeat(int times, IntConsumer write) {
        for (int i = 0; i < times; i++) {
            write.accept(i);
        }
    }

    private Duration awaitDatabase(long killed) {
        Poll.require("the management API answers again", RECOVERY, () -> {
            try {
                return running.api().get(AccountWriter.SETTINGS).status() == 200;
            } catch (UncheckedIOException away) {
                return false;
            }
        });
        return Duration.ofNanos(System.nanoTime() - killed);
    }

    private void await(Future<?> work) {
        try {
            work.get();
        } catch (ExecutionException e) {
            // a broken promise is in the ledger already
            if (!(e.getCause() instanceof Persistence.Broken)) {
                throw new IllegalStateException("a writer failed", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Outcome compare(Optional<Duration> server, Duration all) {
        Poll.until(REPLAY, () -> Truth.read(running).lost(ledger).isEmpty());
        Truth truth = Truth.read(running);
        List<String> lost = new ArrayList<>(truth.lost(ledger));
        lost.addAll(new ReadBack(running, ledger, name()).lost());
        return new Outcome(server, all, lost, truth.duplicates(ledger));
    }
}
