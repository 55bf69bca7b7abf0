package io.holdfast.edge.admission;

import java.util.List;

/** One node's admission of proven devices: how the node bears its load, whose share is used up, who comes back when. */
public final class NodeAdmission {
    private final StrainGauge gauge;
    private final TenantShares shares;
    private final ReconnectPacer pacer;
    private final RefusalHold hold;

    public NodeAdmission(StrainGauge gauge, TenantShares shares, ReconnectPacer pacer, RefusalHold hold) {
        this.hold = hold;
        this.gauge = gauge;
        this.shares = shares;
        this.pacer = pacer;
    }

    /** Looks at the loops and balances everything that hangs on them. By one thread, every {@link TenantShares#ROUND}. */
    public void round() {
        Strain strain = gauge.look();
        pacer.round();
        shares.round(strain);
    }

    /** Looks at one more event loop from now on. */
    public void watch(LoopLag loop) {
        gauge.watch(loop);
    }

    /** What a device passes, in order. */
    public List<DeviceCheck> checks() {
        return List.of(pacer, shares);
    }

    /** Where their refusals wait. */
    public RefusalHold hold() {
        return hold;
    }

    /** What is told of each answered request. */
    public List<DeviceCosts> costs() {
        return List.of(pacer, shares);
    }

    /** The links that are expected to stand. */
    public int linksExpected() {
        return pacer.expected();
    }

    /** How it all is now. */
    public AdmissionState state() {
        long unavailable = shares.unavailable();
        return new AdmissionState(
                gauge.strain(),
                gauge.lag(),
                gauge.heap(),
                shares.limiting(),
                shares.shareMicros(),
                shares.capacityMicros(),
                shares.refused(),
                shares.top(20),
                pacer.windowLeft(),
                pacer.waiting(),
                pacer.expected(),
                pacer.capacityPerSecond(),
                pacer.refused(),
                unavailable == 0 ? 0 : shares.unavailableNanos() / unavailable);
    }

    StrainGauge gauge() {
        return gauge;
    }

    TenantShares shares() {
        return shares;
    }

    ReconnectPacer pacer() {
        return pacer;
    }
}
