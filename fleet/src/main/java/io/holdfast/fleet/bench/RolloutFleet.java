package io.holdfast.fleet.bench;

import io.holdfast.fleet.device.DeviceAnswer;
import io.holdfast.fleet.device.DeviceProfile;
import io.holdfast.fleet.device.DeviceRequest;
import io.holdfast.fleet.device.DeviceRhythm;
import io.holdfast.fleet.device.DownloadHabit;
import io.holdfast.fleet.device.VirtualFleet;
import io.holdfast.fleet.load.Target;
import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.seed.FleetSeed;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * The devices of a rollout, all signed in before it begins. Of each hundred one fails its installation, five break their download
 * off and resume it; of each two hundred two check the artifact's digest, one of them over a resumed download.
 */
final class RolloutFleet implements AutoCloseable {
    /** They ask for an update when told to and never by themselves; nothing takes time but the server. */
    private static final DeviceRhythm AT_ONCE = new DeviceRhythm(
            Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(20), Duration.ZERO, Duration.ofMinutes(2));

    private static final Duration SIGN_IN_MAX = Duration.ofMinutes(3);
    private static final int THREADS = 2;

    private final Map<String, LongAdder> received = new ConcurrentHashMap<>();
    private final VirtualFleet fleet;

    private RolloutFleet(Target target, int devices, String deviceType, String sha256) {
        this.fleet = VirtualFleet.start(
                target,
                IntStream.range(0, devices)
                        .mapToObj(n -> profile(n, deviceType, sha256))
                        .toList(),
                AT_ONCE,
                (device, request, answer, authorized) -> count(device, request, answer),
                Duration.ofSeconds(2 + devices / 2_000),
                THREADS);
    }

    /** Switches the seeded devices 0 to {@code devices} − 1 on and waits until all hold a token. */
    static RolloutFleet signedIn(Target target, int devices, String deviceType, String sha256) {
        RolloutFleet all = new RolloutFleet(target, devices, deviceType, sha256);
        try {
            Poll.require("every device is signed in", SIGN_IN_MAX, () -> all.fleet.authorized() == devices);
            return all;
        } catch (IllegalStateException late) {
            all.close();
            throw late;
        }
    }

    private static DeviceProfile profile(int n, String deviceType, String sha256) {
        DeviceProfile plain = DeviceProfile.of(DeviceProfile.macNumber(n), deviceType, FleetSeed.KEY);
        boolean checks = n % 200 == 3 || n % 200 == 22;
        DeviceProfile profile =
                plain.downloading(new DownloadHabit(n % 20 == 2, checks ? Optional.of(sha256) : Optional.empty()));
        return fails(n) ? profile.failing() : profile;
    }

    /** Whether the n-th device fails its installation. */
    static boolean fails(int n) {
        return n % 100 == 1;
    }

    private void count(DeviceProfile device, DeviceRequest request, DeviceAnswer answer) {
        if (request instanceof DeviceRequest.Download) {
            long bytes = switch (answer) {
                case DeviceAnswer.Answered told -> told.isSuccess() ? told.bodyBytes() : 0;
                case DeviceAnswer.Unanswered broken -> broken.bodyBytes();
            };
            received.computeIfAbsent(device.mac(), mac -> new LongAdder()).add(bytes);
        }
    }

    void pollNow() {
        fleet.pollNow();
    }

    /** How many devices received another number of bytes than the artifact has. */
    long incomplete(long artifactBytes) {
        long complete = received.values().stream()
                .filter(bytes -> bytes.sum() == artifactBytes)
                .count();
        return fleet.devices().size() - complete;
    }

    @Override
    public void close() {
        fleet.close();
    }
}
