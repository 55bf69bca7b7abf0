package io.holdfast.edge.admission;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * What the checks take of a request, measured in a loop as JMH would: run by hand, {@code java -cp … io.holdfast.edge.admission.AdmissionCost}.
 * A build does not fail on a time.
 */
final class AdmissionCost {
    private static final int TENANTS = 50;
    private static final int DEVICES = 20_000;
    private static final int CALLS = 2_000_000;
    private static final int RUNS = 7;

    private final ImageDevice[] devices = new ImageDevice[DEVICES];
    private int next;

    private AdmissionCost() {
        TenantId[] tenants = new TenantId[TENANTS];
        for (int i = 0; i < TENANTS; i++) {
            tenants[i] = TenantId.random();
        }
        for (int i = 0; i < DEVICES; i++) {
            devices[i] = Devices.of(tenants[i % TENANTS], i);
        }
    }

    private ImageDevice device() {
        next = next + 7919 < DEVICES ? next + 7919 : next + 7919 - DEVICES;
        return devices[next];
    }

    public static void main(String[] arguments) {
        AdmissionCost cost = new AdmissionCost();
        TenantShares shares = new TenantShares(Dice.secure(), () -> false);
        ReconnectPacer pacer = new ReconnectPacer(Clock.system(), Dice.secure(), 2, () -> 0, () -> 0, 0);
        NodeAdmission node = new NodeAdmission(new StrainGauge(() -> 0), shares, pacer, RefusalHold.none());
        DeviceAdmission calm = new DeviceAdmission(node.checks(), node.costs(), node.hold());
        cost.measure("a poll at ease, judged and charged", () -> {
            ImageDevice device = cost.device();
            Admittance admittance = calm.judge(device, DeviceWork.POLL);
            calm.charge(device, DeviceWork.POLL, 12_000, 204);
            return admittance.hashCode();
        });
        TenantShares busy = new TenantShares(Dice.secure(), () -> false);
        cost.overload(busy);
        cost.measure(
                "a poll in overload, under its share, judged",
                () -> busy.judge(cost.devices[1], DeviceWork.POLL).hashCode());
        cost.measure("a poll in overload, above its share, refused and charged", () -> {
            ImageDevice device = cost.devices[0];
            Admittance admittance = busy.judge(device, DeviceWork.POLL);
            busy.charge(device, DeviceWork.POLL, 8_000, 503);
            return admittance.hashCode();
        });
        System.out.println("refused: " + busy.refused());
        ReturnWindow window = new ReturnWindow(1, System.nanoTime(), 1e6, 2_000);
        cost.measure(
                "a connect in a window",
                () -> window.waitOf(
                                cost.device(), System.nanoTime(), Dice.secure().unit())
                        .toMillis());
    }

    private void overload(TenantShares shares) {
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i < 1_000; i++) {
                shares.charge(devices[0], DeviceWork.POLL, 100_000, 204);
                shares.charge(devices[1], DeviceWork.POLL, 10_000, 204);
            }
            shares.round(Strain.HARD);
        }
    }

    private void measure(String what, LongSupplier call) {
        double best = Double.MAX_VALUE;
        long sink = 0;
        for (int run = 0; run < RUNS; run++) {
            long began = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                sink += call.getAsLong();
            }
            best = Math.min(best, (double) (System.nanoTime() - began) / CALLS);
        }
        System.out.println(String.format(Locale.ROOT, "%-60s %7.1f ns (%d)", what, best, sink & 1));
    }
}
