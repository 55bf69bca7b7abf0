package io.holdfast.identity;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.http.ClientNetwork;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Decides which keys never seen are let to the signature check, so that a flood of strangers of one tenant, or from one address, leaves
 * the others their room in the lane. Each tenant and each network has a bucket of tokens; they decide nothing but the order in which
 * strangers are put off:
 *
 * <ul>
 *   <li>while the lane is idle nobody is: what nobody else asks for is given to who asks for it;
 *   <li>while it is busy, those whose tenant and whose address have both used up their tokens;
 *   <li>while it is crowded, all but those who have tokens of both.
 * </ul>
 *
 * A flood of one tenant from one address so holds the lane at half and touches nobody else, neither its own tenant's devices elsewhere
 * nor other tenants behind the same address or proxy. One of many addresses, or of many tenants, holds it at three quarters, and the rest is
 * for who has tokens of both. Safe for any thread.
 */
public final class StrangerGate {
    /**
     * A lane checks about 1,000 a second: ten tenants that flood at once may have it all between them, and a factory that enrols some
     * hundreds a minute never comes near. 500 at once are the quarter of the lane's queue that is kept for who has tokens.
     */
    static final TokenBuckets.Allowance PER_TENANT = new TokenBuckets.Allowance(500, Duration.ofMillis(10));

    /** 1,200 a minute: a factory behind one address, twice or more. 250 at once are a quarter of a second of the lane. */
    static final TokenBuckets.Allowance PER_ADDRESS = new TokenBuckets.Allowance(250, Duration.ofMillis(50));

    /** 256 KB. */
    private static final int TENANTS_MAX = 1 << 14;

    /** 1 MB. */
    private static final int ADDRESSES_MAX = 1 << 16;

    /** Until then a lane that is full has been emptied five times over. Spread over 5 to 15 s. */
    private static final Duration RETRY = Duration.ofSeconds(10);

    private static final double RETRY_SPREAD = 0.5;

    /** Whose tokens were used up. */
    public enum Lacking {
        TENANT,
        ADDRESS,
        BOTH
    }

    private final Dice dice;
    // Nobody outside can choose whose bucket he shares.
    private final long seed;
    private final TokenBuckets tenants;
    private final TokenBuckets addresses;
    private final LongAdder letIn = new LongAdder();
    private final LongAdder[] putOff = {new LongAdder(), new LongAdder(), new LongAdder()};

    /** With full buckets. */
    public StrangerGate(Clock clock, Dice dice) {
        this.dice = dice;
        this.seed = dice.nextLong();
        this.tenants = new TokenBuckets(PER_TENANT, TENANTS_MAX, clock);
        this.addresses = new TokenBuckets(PER_ADDRESS, ADDRESSES_MAX, clock);
    }

    /**
     * Asks for one check, and takes the tokens for it. Who is put off has paid nothing.
     *
     * @return empty to let the stranger in, or when he is to come back
     */
    Optional<Duration> ask(TenantId tenant, ClientNetwork from, VerificationLane.Load load) {
        Optional<Lacking> lacking = take(
                mix(tenant.value().getMostSignificantBits(), tenant.value().getLeastSignificantBits()),
                key(from),
                load);
        if (lacking.isEmpty()) {
            letIn.increment();
            return Optional.empty();
        }
        putOff[lacking.get().ordinal()].increment();
        return Optional.of(Duration.ofMillis(dice.spread(RETRY.toMillis(), RETRY_SPREAD)));
    }

    /** What lacks to who is put off; empty for who is let in. */
    private synchronized Optional<Lacking> take(long tenant, long address, VerificationLane.Load load) {
        boolean ofTenant = tenants.has(tenant);
        boolean ofAddress = addresses.has(address);
        boolean in = switch (load) {
            case IDLE -> true;
            case BUSY -> ofTenant || ofAddress;
            case CROWDED -> ofTenant && ofAddress;
        };
        if (!in) {
            return Optional.of(ofTenant ? Lacking.ADDRESS : ofAddress ? Lacking.TENANT : Lacking.BOTH);
        }
        if (ofTenant) {
            tenants.take(tenant);
        }
        if (ofAddress) {
            addresses.take(address);
        }
        return Optional.empty();
    }

    private long key(ClientNetwork from) {
        String text = from.key();
        long key = text.length();
        for (int i = 0; i < text.length(); i++) {
            key = mix(key, text.charAt(i));
        }
        return key;
    }

    /** David Stafford's thirteenth variant of MurmurHash3's last step, as in SplittableRandom. */
    private long mix(long a, long b) {
        long z = (a ^ seed) * 0x9E37_79B9_7F4A_7C15L + b;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }

    /** Strangers let to the check since the start. */
    public long letIn() {
        return letIn.sum();
    }

    /** Strangers put off since the start, because that was used up. */
    public long putOff(Lacking lacking) {
        return putOff[lacking.ordinal()].sum();
    }
}
