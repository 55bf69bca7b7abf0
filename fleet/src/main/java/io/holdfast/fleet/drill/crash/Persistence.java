package io.holdfast.fleet.drill.crash;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Repeats each request until the server has a verdict on it, and has the ledger keep what came out. */
final class Persistence {
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();
    /** Far above a restart of everything on a busy machine: a write that is not resolved by then never will be. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Ledger ledger;

    Persistence(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The server said something that breaks a promise; the ledger has it, the writer gives up. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Broken(String what) {
            super(what);
        }
    }

    /** A write, until it is answered with this status. */
    Attempt.Told write(Kind kind, String what, int acknowledged, Supplier<Attempt.Told> send) {
        return write(kind, what, told -> told.status() == acknowledged, told -> false, send);
    }

    /**
     * A write, until it is acknowledged.
     *
     * @param doneBefore verdicts that, after an unknown outcome, show the write to be done
     */
    Attempt.Told write(
            Kind kind,
            String what,
            Predicate<Attempt.Told> acknowledges,
            Predicate<Attempt.Told> doneBefore,
            Supplier<Attempt.Told> send) {
        boolean unknown = false;
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE.toNanos()) {
            switch (Attempt.of(send)) {
                case Attempt.Told told -> {
                    if (acknowledges.test(told) || unknown && doneBefore.test(told)) {
                        ledger.acknowledged(kind, unknown);
                        return told;
                    }
                    throw broken(kind + " of " + what + " is answered " + told.status() + " " + told.body());
                }
                case Attempt.Unknown maybe -> unknown = true;
                case Attempt.NotSent nobody -> {}
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        if (unknown) {
            ledger.unresolved();
        }
        throw broken(kind + " of " + what + " is not resolved after " + PATIENCE);
    }

    /** A request that changes nothing, until it is answered. */
    Attempt.Told read(String what, Predicate<Attempt.Told> good, Supplier<Attempt.Told> send) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE.toNanos()) {
            if (Attempt.of(send) instanceof Attempt.Told told) {
                if (good.test(told)) {
                    return told;
                }
                throw broken(what + " is answered " + told.status() + " " + told.body());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw broken(what + " is not answered within " + PATIENCE);
    }

    private Broken broken(String what) {
        ledger.broken(what);
        return new Broken(what);
    }
}
