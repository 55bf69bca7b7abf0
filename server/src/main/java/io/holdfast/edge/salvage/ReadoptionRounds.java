package io.holdfast.edge.salvage;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Enrolment;
import io.holdfast.identity.LostDevice;
import io.holdfast.identity.LostHistory;
import io.holdfast.identity.Readoption;
import io.holdfast.identity.ReadoptionClaim;
import io.holdfast.identity.RefusalsAgain;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets devices back in after the database was restored to an earlier moment under a running server. Devices' requests only leave a
 * claim here; one thread repeats lost refusals first, and then accepts claimed devices again, a hundred at a time.
 */
public final class ReadoptionRounds implements LostHistory, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReadoptionRounds.class);

    /** With a hundred a round, 400 devices a second at most: a fleet of a million comes back within its hour of polls. */
    static final Duration ROUND_EVERY = Duration.ofMillis(250);

    /** Counting who is missing looks at every lost device: a tenth of a second for a million. */
    private static final Duration COUNT_EVERY = Duration.ofSeconds(2);

    private final Salvages salvages;
    private final FleetImage image;
    private final Readoption readoption;
    private final LostRefusals refusals;
    private final ClaimRound round;
    private final Clock clock;
    private final ClaimQueue claims = new ClaimQueue();
    private final KeysWanted keysWanted = new KeysWanted();
    private long countedNanos;
    private final ReentrantLock change = new ReentrantLock();
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile State state;
    private volatile boolean closed;

    /** Nothing was lost; a loss was noticed and is not understood yet; it is understood, and being made good. */
    private sealed interface State {
        record Quiet() implements State {}

        record Reading(Instant since) implements State {}

        record Open(LostFleet fleet, LostHistoryIncident incident) implements State {}
    }

    private ReadoptionRounds(
            Salvages salvages, FleetImage image, Readoption readoption, RefusalsAgain refusals, Clock clock) {
        this.salvages = salvages;
        this.image = image;
        this.readoption = readoption;
        this.refusals = new LostRefusals(refusals);
        this.round = new ClaimRound(readoption, keysWanted);
        this.clock = clock;
        this.state = salvages.any() ? new State.Reading(clock.now()) : new State.Quiet();
        this.thread = Thread.ofPlatform().name("readoption").daemon().unstarted(this::run);
    }

    /** Starts; what an earlier run did not finish is gone on with. */
    public static ReadoptionRounds start(
            Salvages salvages, FleetImage image, Readoption readoption, RefusalsAgain refusals, Clock clock) {
        ReadoptionRounds rounds = new ReadoptionRounds(salvages, image, readoption, refusals, clock);
        rounds.thread.start();
        return rounds;
    }

    /** An image was salvaged, and the new history is about to be read: until both were compared nobody unknown is refused. */
    public void salvaged() {
        change.lock();
        try {
            state = new State.Reading(clock.now());
        } finally {
            change.unlock();
        }
        wake.release();
    }

    /** The loss that is being made good, if there is one. */
    public Optional<LostHistoryIncident> incident() {
        return switch (state) {
            case State.Quiet quiet -> Optional.empty();
            case State.Reading reading -> Optional.of(new LostHistoryIncident(reading.since(), 0, 0, 0, 0));
            case State.Open open -> Optional.of(open.incident());
        };
    }

    /** Ends the incident: who has not come back until now is a stranger, and the salvaged images are deleted. */
    public void dismiss() {
        end(state, "the operator ended the re-adoption of lost devices");
    }

    @Override
    public boolean remembers(TenantId tenant, DeviceId device, AuthSetId set, long mintedAtSeq) {
        return remembers(fleet -> fleet.find(tenant, device, set, mintedAtSeq), Optional.empty());
    }

    @Override
    public boolean remembers(Enrolment proven) {
        return remembers(fleet -> fleet.find(proven), Optional.of(proven));
    }

    private boolean remembers(Function<LostFleet, Optional<LostDevice>> find, Optional<Enrolment> proof) {
        return switch (state) {
            case State.Quiet quiet -> false;
            case State.Reading reading -> true;
            case State.Open open -> {
                Optional<LostDevice> lost = find.apply(open.fleet());
                lost.ifPresent(device -> {
                    claims.offer(new ReadoptionClaim(device, proof));
                    wake.release();
                });
                yield lost.isPresent();
            }
        };
    }

    @Override
    public boolean wantsKeyOf(DeviceId device) {
        return keysWanted.take(device);
    }

    private void run() {
        while (!closed) {
            try {
                boolean woken = wake.tryAcquire(1, TimeUnit.SECONDS);
                wake.drainPermits();
                round();
                Thread.sleep(ROUND_EVERY);
            } catch (InterruptedException stop) {
                return;
            } catch (DatabaseException away) {
                log.atWarn().addKeyValue("why", away.getMessage()).log("lost devices wait for the database");
            } catch (RuntimeException fault) {
                log.atError().setCause(fault).log("a round of re-adoptions failed; it is tried again");
            }
        }
    }

    private void round() {
        switch (state) {
            case State.Quiet quiet -> lookForMore();
            case State.Reading reading -> compare(reading);
            case State.Open open -> readopt(open);
        }
    }

    // One that was salvaged before this began to listen, or whose comparison was cut short.
    private void lookForMore() {
        if (salvages.any()) {
            salvaged();
        }
        if (image.fresh()) {
            keysWanted.readOnce(readoption);
        }
    }

    private void compare(State.Reading reading) {
        if (!image.fresh()) {
            return;
        }
        List<SalvagedImage> salvaged = salvages.read();
        if (!salvaged.isEmpty() && image.appliedSeq() <= salvaged.getLast().lostSeq()) {
            return; // the new history was not read yet
        }
        LostFleet fleet = LostFleet.of(salvaged, image, clock, Dice.secure());
        int again = refusals.repeat(fleet);
        int waiting = fleet.waiting(image);
        become(reading, new State.Open(fleet, new LostHistoryIncident(reading.since(), 0, 0, again, waiting)));
        log.atError()
                .addKeyValue("waiting", waiting)
                .addKeyValue("refused_again", again)
                .log(
                        "the database was restored to an earlier moment: devices accepted since are let back in as they come");
    }

    private void become(State before, State next) {
        change.lock();
        try {
            if (state == before) {
                state = next;
            }
        } finally {
            change.unlock();
        }
    }

    private void readopt(State.Open open) {
        LostHistoryIncident incident = open.incident();
        ClaimRound.Tally tally = round.play(open.fleet(), claims.take());
        if (tally.decided() == 0 && clock.monotonicNanos() - countedNanos < COUNT_EVERY.toNanos()) {
            return;
        }
        countedNanos = clock.monotonicNanos();
        int waiting = open.fleet().waiting(image);
        State.Open next = new State.Open(
                open.fleet(),
                new LostHistoryIncident(
                        incident.since(),
                        incident.readopted() + tally.readopted(),
                        incident.pending() + tally.pending(),
                        incident.refusedAgain(),
                        waiting));
        become(open, next);
        if (waiting == 0) {
            end(next, "every device of the lost history came back");
        } else if (!salvages.any()) {
            end(next, "the salvaged images are too old; devices that have not come back are strangers");
        }
    }

    private void end(State ended, String why) {
        change.lock();
        try {
            if (state != ended) {
                return; // another loss was noticed meanwhile
            }
            switch (ended) {
                case State.Quiet quiet -> {}
                case State.Reading reading -> salvages.forget(Long.MAX_VALUE);
                case State.Open open -> salvages.forget(open.fleet().lostSeq());
            }
            state = new State.Quiet();
        } finally {
            change.unlock();
        }
        if (ended instanceof State.Open open) {
            log.atWarn().addKeyValue("incident", open.incident()).log(why);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
