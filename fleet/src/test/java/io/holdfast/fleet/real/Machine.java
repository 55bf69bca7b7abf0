package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.holdfast.fleet.network.TwoNetworks;
import java.io.UncheckedIOException;

/** The real clients of this machine, or a loudly skipped test; a failed one where they are required. */
final class Machine {
    private Machine() {}

    static RealClients.Able withRealClients() {
        return switch (RealClients.here()) {
            case RealClients.Able able -> able;
            case RealClients.Unable unable -> without(unable.why());
        };
    }

    /** Two networks, joined, into which a server with its PostgreSQL fits: that needs root. */
    static TwoNetworks withTwoNetworks() {
        if (!System.getProperty("user.name").equals("root")) {
            return without("a network for a server and one for its devices need root");
        }
        try {
            return TwoNetworks.join();
        } catch (IllegalStateException | UncheckedIOException cannot) {
            return without("no two networks on this machine: " + cannot.getMessage());
        }
    }

    private static <T> T without(String what) {
        String why = "REAL CLIENTS DID NOT RUN: " + what;
        System.err.println(why);
        return RealClients.required() ? fail(why) : abort(why);
    }
}
