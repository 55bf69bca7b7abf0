package io.holdfast.assembly;

import io.holdfast.api.ops.Health;
import io.holdfast.api.ops.HealthCheck;
import io.holdfast.edge.check.Verdict;
import io.holdfast.platform.startup.StartRefused;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Whether devices and people are let in: at once, or, when the start is gated, once the self-check has passed. */
final class Gate implements AutoCloseable {
    private final boolean gated;
    private final Supplier<FrontDoor.Ports> door;
    private final CompletableFuture<FrontDoor.Ports> opened = new CompletableFuture<>();

    /** @param door opens the ports */
    Gate(boolean gated, Supplier<FrontDoor.Ports> door) {
        this.gated = gated;
        this.door = door;
    }

    /** Opens now, unless it waits for a verdict. Throws what the door throws. */
    void begin() {
        if (!gated) {
            opened.complete(door.get());
        }
    }

    /** A verdict that stands. */
    void decided(Verdict verdict) {
        if (!gated) {
            return;
        }
        switch (verdict) {
            case Verdict.Undecided ignored -> {}
            case Verdict.Passed ignored -> openNow();
            case Verdict.Failed failed ->
                opened.completeExceptionally(new StartRefused(
                        "start.self-check-failed",
                        "The start is gated and the self-check failed (" + failed.reason()
                                + "): the ports stay closed.",
                        "/self-check at the operators' port tells more; without --gated it serves nevertheless."));
        }
    }

    private void openNow() {
        try {
            opened.complete(door.get());
        } catch (RuntimeException refused) {
            opened.completeExceptionally(refused);
        }
    }

    /** Waits until it is open. Throws {@link StartRefused} when it stays closed. */
    FrontDoor.Ports await() {
        try {
            return opened.join();
        } catch (CompletionException closed) {
            throw closed.getCause() instanceof RuntimeException cause ? cause : closed;
        }
    }

    /** The ports of an open gate. */
    FrontDoor.Ports ports() {
        return opened.resultNow();
    }

    HealthCheck check() {
        return HealthCheck.of(
                "gate",
                () -> !gated || opened.isDone() && !opened.isCompletedExceptionally()
                        ? Health.well()
                        : Health.unwell("the start is gated and the self-check has not passed; see /self-check"));
    }

    /** Ends the wait for it. */
    @Override
    public void close() {
        opened.completeExceptionally(new CancellationException("the server stops"));
    }
}
