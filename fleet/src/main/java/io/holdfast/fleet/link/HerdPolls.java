package io.holdfast.fleet.link;

import io.holdfast.fleet.device.DeviceRequest;
import io.holdfast.fleet.device.MenderEncoding;
import io.holdfast.fleet.load.LoadGenerator;
import io.holdfast.fleet.load.LoadResult;
import io.holdfast.fleet.load.Pace;
import io.holdfast.fleet.load.Target;
import io.holdfast.fleet.seed.TokenRequest;
import io.holdfast.fleet.seed.TokenTable;
import java.net.ConnectException;
import java.time.Duration;
import java.util.SplittableRandom;

/** The mender-clients beside the links: each device asks for an update now and then, over connections that are shared to save files. */
public final class HerdPolls {
    private static final int CONNECTIONS = 16;

    private HerdPolls() {}

    /**
     * Polls of all devices, each about once in {@code every}, for {@code duration}. Blocks.
     *
     * @throws ConnectException when the server is not there at first
     */
    public static LoadResult run(Target target, TokenTable tokens, String deviceType, Duration every, Duration duration)
            throws ConnectException {
        TokenRequest request = TokenRequest.of(
                new MenderEncoding(target.authority()), new DeviceRequest.Poll("release-0", deviceType));
        SplittableRandom dice = new SplittableRandom(tokens.count());
        int perSecond = Math.max(1, (int) (tokens.count() / Math.max(1, every.toSeconds())));
        try (LoadGenerator load = LoadGenerator.connect(
                target, CONNECTIONS, 1, loop -> out -> request.write(tokens, dice.nextInt(tokens.count()), out))) {
            return load.run(new Pace.OpenLoop(perSecond), duration);
        }
    }
}
