package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/** The real clients of this machine, or a loudly skipped test; a failed one where they are required. */
final class Machine {
    private Machine() {}

    static RealClients.Able withRealClients() {
        return switch (RealClients.here()) {
            case RealClients.Able able -> able;
            case RealClients.Unable unable -> {
                String why = "REAL CLIENTS DID NOT RUN: " + unable.why();
                System.err.println(why);
                yield RealClients.required() ? fail(why) : abort(why);
            }
        };
    }
}
