package io.holdfast.agent;

import io.holdfast.agent.enrol.TokenFile;
import io.holdfast.agent.report.Reports;
import io.holdfast.agent.session.Wishes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** What a device does every now and then, and when it is asked to: reports its inventory, looks for an update. */
final class Rounds implements Wishes, AutoCloseable {
    private final AgentSettings settings;
    private final Reports reports;
    private final TokenFile tokens;
    private final Consumer<String> progress;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("agent-rounds").daemon().factory());

    Rounds(AgentSettings settings, Reports reports, TokenFile tokens, Consumer<String> progress) {
        this.settings = settings;
        this.reports = reports;
        this.tokens = tokens;
        this.progress = progress;
    }

    private interface Round {
        void run(String token) throws Reports.NotTaken, InterruptedException;
    }

    /** The device's first link stands: its rounds begin. Each later one changes nothing. */
    void linked() {
        if (begun.compareAndSet(false, true)) {
            every(settings.inventoryEvery(), "inventory", reports::inventory);
            every(settings.pollEvery(), "update check", reports::checkUpdate);
        }
    }

    private void every(Duration span, String name, Round round) {
        try {
            var repeated = thread.scheduleWithFixedDelay(
                    () -> run(round).ifPresent(why -> progress.accept(name + " failed: " + why)),
                    0,
                    span.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            // the agent ends
        }
    }

    @Override
    public Optional<String> checkUpdate() {
        return run(reports::checkUpdate);
    }

    @Override
    public Optional<String> sendInventory() {
        return run(reports::inventory);
    }

    /** What went wrong, if something did. */
    private Optional<String> run(Round round) {
        Optional<String> token = tokens.read();
        if (token.isEmpty()) {
            return Optional.of("the device is not accepted");
        }
        try {
            round.run(token.get());
            return Optional.empty();
        } catch (Reports.NotTaken notTaken) {
            return Optional.of(String.valueOf(notTaken.getMessage()));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.of("the agent ends");
        }
    }

    @Override
    public void close() {
        var dropped = thread.shutdownNow();
    }
}
