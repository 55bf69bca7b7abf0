package io.holdfast.edge.admission;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * Gives each tenant its fair share of the event loops while they have too much to do, by the time that its devices' requests were
 * measured to take. While they have not, everybody has what he asks for. Who asks for less than his share is never put off; who asks
 * for most is put off first, his least urgent work before the rest. See docs/adr/0019.
 */
public final class TenantShares implements DeviceCheck, DeviceCosts {
    /** How often accounts are balanced; {@link #round} is to be called so often. */
    public static final Duration ROUND = Duration.ofMillis(100);

    /** An account takes 400 B: 8 MB. Tenants beyond it share one account, which is that of the least known ones. */
    private static final int ACCOUNTS_MAX = 20_000;

    /** So much of what the loops got through at their worst is given out in overload: the rest drains the queue. */
    private static final double GIVEN_OUT = 0.85;

    /** The way down to it and up again, by round: half of it in 20 rounds, and back over as many seconds. */
    private static final double LESS = 0.97;

    private static final double MORE = 1.01;

    /** So far above the capacity nothing limits any more. */
    private static final double FREE_AT = 1.3;

    /** What was seen to be possible is believed for less and less: halved in 35 s. */
    private static final double FADING = 0.998;

    /** There must be somebody to be protected: tenants below the level with at least so much of the capacity. */
    private static final double WORTH_PROTECTING = 0.005;

    /** An account may save up, and owe, so much of its share. */
    private static final double BURST_SECONDS = 1;

    /** After a minute of silence an account is closed. */
    private static final int IDLE_ROUNDS_MAX = 600;

    /** What was possible ten seconds ago says little: other processes and other work came since. */
    private static final int CALM_ROUNDS_MAX = 100;

    private static final double ROUND_SECONDS = ROUND.toMillis() / 1e3;
    private static final double TOTAL_WEIGHT = 0.2;
    private static final String CODE = "admission.share";
    private static final long SLOT_MILLIS_MIN = 5_000;
    private static final long SLOT_MILLIS_MAX = 300_000;

    private final Map<TenantId, TenantAccount> accounts = new ConcurrentHashMap<>();
    private final TenantAccount others = new TenantAccount();
    private final LongAdder refusals = new LongAdder();
    private final LongAdder refusalNanos = new LongAdder();
    private final LongAdder refusalsAnswered = new LongAdder();
    private final Dice dice;
    private final BooleanSupplier connectsArePaced;

    private volatile boolean limiting;
    private volatile boolean protecting;
    private volatile double level = Double.POSITIVE_INFINITY;
    private volatile double capacity;
    // Of the balancing thread.
    private double total;
    private double given = Double.POSITIVE_INFINITY;
    private int calmRounds;

    /**
     * @param connectsArePaced whether links come back after a stop, which another part paces: a whole fleet that is in a hurry is not
     *     held against its share
     */
    public TenantShares(Dice dice, BooleanSupplier connectsArePaced) {
        this.dice = dice;
        this.connectsArePaced = connectsArePaced;
    }

    @Override
    public Admittance judge(ImageDevice device, DeviceWork work) {
        if (!limiting) {
            return Admittance.ADMITTED;
        }
        TenantAccount account = account(device.tenant());
        double share = level;
        if (!account.above()
                || account.balanceNanos() > share * Urgency.of(work).floorSeconds()
                || work == DeviceWork.CONNECT && (!protecting || connectsArePaced.getAsBoolean())) {
            return Admittance.ADMITTED;
        }
        account.refuse();
        refusals.increment();
        return Admittance.Refused.heldBack(CODE, slot(account.demandPerSecond() / share));
    }

    /** Who asks for ten times what there is comes back in ten times the time. */
    private Duration slot(double times) {
        long middle = Math.clamp((long) (SLOT_MILLIS_MIN * times), SLOT_MILLIS_MIN, SLOT_MILLIS_MAX);
        return Duration.ofMillis(dice.spread(middle, 0.5));
    }

    @Override
    public void charge(ImageDevice device, DeviceWork work, long nanos, int status) {
        if (status == 503) {
            refusalNanos.add(nanos);
            refusalsAnswered.increment();
            account(device.tenant()).chargeRefusal(nanos);
        } else {
            account(device.tenant()).charge(nanos);
        }
    }

    private TenantAccount account(TenantId tenant) {
        TenantAccount known = accounts.get(tenant);
        if (known != null) {
            return known;
        }
        return accounts.size() >= ACCOUNTS_MAX ? others : accounts.computeIfAbsent(tenant, id -> new TenantAccount());
    }

    /** Balances the accounts. By one thread, every {@link #ROUND}. */
    public void round(Strain strain) {
        accounts.values().removeIf(account -> account.idleRounds() > IDLE_ROUNDS_MAX);
        List<TenantAccount> all = new ArrayList<>(accounts.values());
        all.add(others);
        long used = 0;
        double[] demands = new double[all.size()];
        for (int i = 0; i < demands.length; i++) {
            used += all.get(i).measure(ROUND_SECONDS, level);
            demands[i] = all.get(i).demandPerSecond();
        }
        double now = used / ROUND_SECONDS;
        total = total == 0 ? now : total + TOTAL_WEIGHT * (now - total);
        give(strain);
        double fair = FairLevel.of(demands, given);
        level = fair;
        boolean limits = fair != Double.POSITIVE_INFINITY;
        protecting = limits && below(demands, fair) > WORTH_PROTECTING * given;
        boolean limit = limits && (protecting || strain == Strain.HARD);
        for (TenantAccount account : all) {
            if (limit) {
                account.refill(fair, ROUND_SECONDS, BURST_SECONDS);
            } else {
                account.free();
            }
        }
        limiting = limit;
    }

    /** How much is given out from here on. */
    private void give(Strain strain) {
        if (strain == Strain.NONE) {
            calmRounds++;
            given *= MORE;
            if (given > capacity * FREE_AT) {
                given = Double.POSITIVE_INFINITY;
            }
        } else {
            capacity = Math.max(total, calmRounds > CALM_ROUNDS_MAX ? 0 : capacity * FADING);
            calmRounds = 0;
            given = Math.max(capacity * GIVEN_OUT, Math.min(given, capacity) * LESS);
        }
    }

    private static double below(double[] demands, double level) {
        double sum = 0;
        for (double demand : demands) {
            sum += demand <= level ? demand : 0;
        }
        return sum;
    }

    /** Whether anybody is held against his share now. */
    public boolean limiting() {
        return limiting;
    }

    /** What a tenant may use of the event loops now, in microseconds a second; infinite while there is enough. */
    public double shareMicros() {
        return level / 1e3;
    }

    /** What the event loops were seen to get through in overload, in microseconds of requests a second. */
    public double capacityMicros() {
        return capacity / 1e3;
    }

    /** Requests put off since the start. */
    public long refused() {
        return refusals.sum();
    }

    /** Requests of known devices answered with 503, for whatever reason, since the start. */
    public long unavailable() {
        return refusalsAnswered.sum();
    }

    /** What those took of the event loops, in nanoseconds. */
    public long unavailableNanos() {
        return refusalNanos.sum();
    }

    /** How many tenants have an account. */
    public int tenants() {
        return accounts.size();
    }

    /** The tenants that ask for most, the first one first. */
    public List<TenantDemand> top(int atMost) {
        return accounts.entrySet().stream()
                .map(entry -> new TenantDemand(
                        entry.getKey(),
                        entry.getValue().demandPerSecond() / 1e3,
                        entry.getValue().above(),
                        entry.getValue().refusedEver()))
                .sorted(Comparator.comparingDouble(TenantDemand::demandMicros).reversed())
                .limit(atMost)
                .toList();
    }
}
