package io.holdfast.fleet.drill.databaseaway;

import io.holdfast.fleet.device.DeviceAnswer;
import io.holdfast.fleet.device.DeviceKey;
import io.holdfast.fleet.device.DeviceObserver;
import io.holdfast.fleet.device.DeviceProfile;
import io.holdfast.fleet.device.DeviceRequest;
import io.holdfast.fleet.device.DeviceRhythm;
import io.holdfast.fleet.device.VirtualFleet;
import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.process.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A is decommissioned and B accepted; at once server and PostgreSQL are killed and the server starts alone. A stays refused,
 * B is at worst put off.
 */
final class RestartRun {
    private static final DeviceProfile A =
            DeviceProfile.of(DeviceProfile.macNumber(10), "board", DeviceKey.ecdsaP256());
    private static final DeviceProfile B =
            DeviceProfile.of(DeviceProfile.macNumber(11), "board", DeviceKey.ecdsaP256());
    private static final DeviceRhythm RHYTHM = new DeviceRhythm(
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofMillis(200),
            Duration.ofMillis(10),
            Duration.ofSeconds(5));
    private static final Duration ALONE = Duration.ofSeconds(5);

    private final DrillContext context;
    private final Judge judge = new Judge();

    RestartRun(DrillContext context) {
        this.context = context;
    }

    /** Each answer that broke a promise, as a sentence. */
    List<String> run() {
        context.progress()
                .accept("Decommissioning A, accepting B, killing server and PostgreSQL, starting the server alone.");
        try (WorkingServer working = WorkingServer.start(context, "restart");
                VirtualFleet fleet =
                        VirtualFleet.start(working.target(), List.of(A, B), RHYTHM, judge, Duration.ZERO, 1)) {
            ManagedDevice a = pending(working, A);
            ManagedDevice b = pending(working, B);
            working.api().devices().accept(a);
            Poll.require("A works", Duration.ofSeconds(30), () -> fleet.authorized() == 1);

            working.api().devices().decommission(a);
            working.api().devices().accept(b);
            working.killEverythingAndStartServerAlone();

            judge.open();
            Poll.until(ALONE, () -> false);
            working.postgres().restart();
            Poll.require(
                    "B works with the database back",
                    Duration.ofSeconds(30),
                    fleet.devices().get(1)::isAuthorized);
            Poll.until(RHYTHM.poll().multipliedBy(5), () -> false);
        }
        return judge.broken();
    }

    private static ManagedDevice pending(WorkingServer working, DeviceProfile device) {
        return Poll.forValue(
                        Duration.ofSeconds(30), () -> working.api().devices().find("pending", "mac", device.mac()))
                .orElseThrow(() -> new IllegalStateException("not pending: " + device.mac()));
    }

    private static final class Judge implements DeviceObserver {
        private final Queue<String> broken = new ConcurrentLinkedQueue<>();
        private volatile boolean open;
        private volatile boolean refusedA;

        void open() {
            open = true;
        }

        @Override
        public void ended(DeviceProfile device, DeviceRequest request, DeviceAnswer answer, boolean authorized) {
            if (!open || !(answer instanceof DeviceAnswer.Answered told)) {
                return;
            }
            boolean isA = device.mac().equals(A.mac());
            if (isA && told.isSuccess()) {
                broken.add("the decommissioned device was served: "
                        + request.getClass().getSimpleName());
            } else if (isA) {
                refusedA = true;
            } else if (told.status() == 401) {
                broken.add("the accepted device was told 401: "
                        + request.getClass().getSimpleName());
            }
        }

        List<String> broken() {
            List<String> all = new ArrayList<>(broken);
            if (!refusedA) {
                all.add("the decommissioned device was never answered, so nothing is proven");
            }
            return all;
        }
    }
}
