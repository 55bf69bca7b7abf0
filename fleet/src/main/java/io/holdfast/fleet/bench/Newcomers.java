package io.holdfast.fleet.bench;

import io.holdfast.fleet.device.DeviceKey;
import io.holdfast.fleet.device.DeviceProfile;
import io.holdfast.fleet.device.DeviceRequest;
import io.holdfast.fleet.device.MenderEncoding;
import io.holdfast.fleet.load.RequestWriter;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Devices that nobody has seen, each with a key of its own; their requests are signed before a clock starts. */
final class Newcomers {
    private static final String TYPE = "bench-board";

    private final List<byte[]> requests;

    private Newcomers(List<byte[]> requests) {
        this.requests = requests;
    }

    /**
     * Makes and signs.
     *
     * @param firstMac number of the first device's identity; the others follow
     */
    static Newcomers sign(int count, long firstMac, String authority, IntFunction<DeviceKey> keys) {
        MenderEncoding encoding = new MenderEncoding(authority);
        return new Newcomers(IntStream.range(0, count)
                .parallel()
                .mapToObj(n -> {
                    DeviceProfile profile =
                            DeviceProfile.of(DeviceProfile.macNumber(firstMac + n), TYPE, keys.apply(n));
                    return encoding.encode(new DeviceRequest.Authorize(profile), "");
                })
                .toList());
    }

    int count() {
        return requests.size();
    }

    /** The share of one event loop: every request twice in a row, so that both are under way at once. */
    RequestWriter writer(int loop, int loops) {
        return new RequestWriter() {
            private int sent;

            @Override
            public void write(ByteBuf out) {
                int device = loop + sent / 2 * loops;
                sent++;
                out.writeBytes(requests.get(device % requests.size()));
            }
        };
    }
}
