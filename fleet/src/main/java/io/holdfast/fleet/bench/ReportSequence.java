package io.holdfast.fleet.bench;

import io.holdfast.fleet.device.DeviceRequest;
import io.holdfast.fleet.device.MenderEncoding;
import io.holdfast.fleet.load.RequestWriter;
import io.holdfast.fleet.seed.SeededIds;
import io.holdfast.fleet.seed.TokenRequest;
import io.holdfast.fleet.seed.TokenTable;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Status reports that each change something: device after device, then the next status, then the next deployment. A
 * repeated report would cost the server nothing and flatter the figure.
 */
final class ReportSequence implements RequestWriter {
    private static final List<String> STATUSES = List.of("downloading", "installing", "rebooting", "success");

    private final TokenTable tokens;
    private final List<TokenRequest> passes;
    private final int first;
    private final int step;
    private int pass;
    private int device;
    private volatile boolean exhausted;

    /**
     * The share of one event loop.
     *
     * @param first its first device
     * @param step distance to its next device: the number of loops
     */
    ReportSequence(TokenTable tokens, String authority, int deployments, int first, int step) {
        this.tokens = tokens;
        this.first = first;
        this.step = step;
        this.device = first;
        MenderEncoding encoding = new MenderEncoding(authority);
        List<TokenRequest> all = new ArrayList<>();
        for (int deployment = 0; deployment < deployments; deployment++) {
            for (String status : STATUSES) {
                String id = SeededIds.deployment(deployment).toString();
                all.add(TokenRequest.of(encoding, new DeviceRequest.Report(id, status)));
            }
        }
        this.passes = List.copyOf(all);
    }

    @Override
    public void write(ByteBuf out) {
        passes.get(pass).write(tokens, device, out);
        device += step;
        if (device >= tokens.count()) {
            device = first;
            pass++;
            if (pass == passes.size()) {
                exhausted = true;
                pass--;
            }
        }
    }

    /** Whether reports were repeated, which voids the measurement. */
    boolean exhausted() {
        return exhausted;
    }
}
