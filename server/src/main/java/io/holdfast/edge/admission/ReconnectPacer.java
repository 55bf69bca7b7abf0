package io.holdfast.edge.admission;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives devices that all come back at once their times to do so, while more of them wait than the node can take before they give up;
 * below that it lets in whoever comes, because whoever is told to wait is back later than who is served. Who comes early is refused
 * before the upgrade, at a fixed small cost, and keeps its connection. See docs/adr/0019.
 */
public final class ReconnectPacer implements DeviceCheck, DeviceCosts {
    /** How often {@link #round} is to be called. */
    public static final Duration ROUND = TenantShares.ROUND;

    /** After so long an unknown client gives up and comes back as one more: half of it is for what the queue does not show. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final double SAFE_SHARE_OF_PATIENCE = 0.5;

    /** A process that has just started gets faster by the second: a queue that is too long for it now need not be so in the next. */
    private static final int LONG_ROUNDS = 20;

    /** So long a queue, in time, keeps the loops busy between two looks: what is served meanwhile is all that can be. */
    private static final double BUSY_SECONDS = 0.1;

    /** A window that is open stays so long: clients of the field come back within it. */
    private static final int OPEN_ROUNDS = 300;

    /** What was there in the last ten minutes is expected back; who left long before was not lost at once. */
    private static final int PEAK_ROUNDS = 6_000;

    /** A fleet that comes back after a start is in a hurry that its tenants are not blamed for. */
    private static final Duration RETURN_MAX = Duration.ofMinutes(1);

    private static final double RETURNED = 0.9;

    /**
     * A queue that is still too long after so much pacing is of clients that ignore their slots and need a handshake each time: there
     * is no refusing them at less than what serving them costs, so they are served.
     */
    private static final int HELPLESS_ROUNDS = 100;

    private static final int GIVEN_UP_ROUNDS = 600;
    private static final String CODE = "admission.reconnect";

    private final Clock clock;
    private final Dice dice;
    private final IntSupplier waiting;
    private final IntSupplier links;
    private final long bornNanos;
    private final ConnectCapacity capacity;
    private final LongAdder served = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private volatile @Nullable ReturnWindow window;
    private volatile boolean returning;
    private volatile int peak;
    private volatile double longest;
    // Of the thread that makes the rounds.
    private int longRounds;
    private int openRounds;
    private int peakRounds;
    private int helplessRounds;
    private int givenUpRounds;
    private long lastRound;

    /**
     * @param waiting connections that were accepted and not yet heard
     * @param links that stand now
     * @param before links that stood before the node stopped, as far as it is known
     */
    public ReconnectPacer(Clock clock, Dice dice, int cores, IntSupplier waiting, IntSupplier links, int before) {
        this.clock = clock;
        this.dice = dice;
        this.waiting = waiting;
        this.links = links;
        this.bornNanos = clock.monotonicNanos();
        this.lastRound = bornNanos;
        this.capacity = new ConnectCapacity(cores);
        this.peak = before;
        this.returning = before > 0;
    }

    @Override
    public Admittance judge(ImageDevice device, DeviceWork work) {
        ReturnWindow now = window;
        if (now == null || work != DeviceWork.CONNECT || waiting.getAsInt() <= longest) {
            return Admittance.ADMITTED;
        }
        Duration wait = now.waitOf(device, clock.monotonicNanos(), dice.unit());
        if (wait.isZero()) {
            return Admittance.ADMITTED;
        }
        refusals.increment();
        return Admittance.Refused.heldBack(CODE, wait);
    }

    @Override
    public void charge(ImageDevice device, DeviceWork work, long nanos, int status) {
        if (work == DeviceWork.CONNECT && status == 101) {
            served.increment();
        }
    }

    /** Looks at the queue and moves the window on. By one thread, every {@link #ROUND}. */
    public void round() {
        long now = clock.monotonicNanos();
        double seconds = Math.max(1e-3, (now - lastRound) / 1e9);
        lastRound = now;
        int queue = waiting.getAsInt();
        boolean busy = queue > BUSY_SECONDS * capacity.perSecond();
        capacity.served(served.sumThenReset(), seconds, busy);
        remember(links.getAsInt());
        returning = returning && now - bornNanos < RETURN_MAX.toNanos() && links.getAsInt() < RETURNED * peak;
        longest = SAFE_SHARE_OF_PATIENCE * PATIENCE.toSeconds() * capacity.perSecond();
        boolean tooLong = queue > longest;
        longRounds = tooLong ? longRounds + 1 : 0;
        ReturnWindow open = window;
        if (open != null) {
            go(open, seconds, busy, tooLong);
        } else if (givenUpRounds > 0) {
            givenUpRounds--;
        } else if (longRounds >= LONG_ROUNDS) {
            begin(now, queue);
        }
    }

    private void go(ReturnWindow open, double seconds, boolean busy, boolean tooLong) {
        open.advance(seconds, capacity.forSlots());
        openRounds = open.isOpen() ? openRounds + 1 : 0;
        helplessRounds = tooLong ? helplessRounds + 1 : 0;
        if (helplessRounds > HELPLESS_ROUNDS) {
            givenUpRounds = GIVEN_UP_ROUNDS;
        }
        if (givenUpRounds > 0 || openRounds > OPEN_ROUNDS || open.isOpen() && !busy) {
            window = null;
            longRounds = 0;
        }
    }

    private void begin(long now, int queue) {
        int expected = Math.max(queue, peak - links.getAsInt());
        openRounds = 0;
        helplessRounds = 0;
        window = new ReturnWindow(dice.nextLong(), now, expected, capacity.forSlots());
    }

    private void remember(int now) {
        peakRounds = now >= peak || window != null ? 0 : peakRounds + 1;
        if (now >= peak || peakRounds > PEAK_ROUNDS) {
            peak = now;
            peakRounds = 0;
        }
    }

    /** Whether links come back after a start or a window is open: then a connect is not held against its tenant's share. */
    public boolean returning() {
        return returning || window != null;
    }

    /** The links that are expected to stand: those of lately, or of before the stop. */
    public int expected() {
        return peak;
    }

    /** Links a second that the node was seen to take. */
    public double capacityPerSecond() {
        return capacity.perSecond();
    }

    /** How long until every device may come; empty while nobody is told to wait. */
    public Optional<Duration> windowLeft() {
        return Optional.ofNullable(window).map(ReturnWindow::left);
    }

    /** Connects put off since the start. */
    public long refused() {
        return refusals.sum();
    }

    /** Connections that were accepted and not yet heard. */
    public int waiting() {
        return waiting.getAsInt();
    }
}
