package io.holdfast.edge.cohort;

/** One way in which devices can be out of line. */
enum Measure {
    /** Microseconds of an event loop for a request. */
    COST {
        @Override
        double of(Measured measured) {
            return ratio(measured.spent().loopNanos() / 1e3, measured.spent().requests());
        }
    },
    /** Attempts to open a link, a device and minute. */
    CONNECTS {
        @Override
        double of(Measured measured) {
            return ratio(measured.spent().connects(), measured.devices() * measured.minutes());
        }
    },
    /** Requests, a device and minute. */
    REQUESTS {
        @Override
        double of(Measured measured) {
            return ratio(measured.spent().requests(), measured.devices() * measured.minutes());
        }
    },
    /** Errors for a request. */
    ERRORS {
        @Override
        double of(Measured measured) {
            return ratio(measured.spent().errors(), measured.spent().requests());
        }
    };

    abstract double of(Measured measured);

    private static double ratio(double above, double below) {
        return below <= 0 ? 0 : above / below;
    }
}
