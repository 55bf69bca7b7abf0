package io.holdfast.fleet.bench;

import io.holdfast.fleet.load.LoadResult;

/**
 * One measurement.
 *
 * @param serverMicros CPU time of the server process
 * @param postgresMicros CPU time of PostgreSQL's processes
 * @param transactions what PostgreSQL counted, less what an idle server causes in the same time
 */
record Sample(LoadResult load, double serverMicros, double postgresMicros, double transactions) {
    double perSecond() {
        return load.perSecond();
    }

    double p99Millis() {
        return load.percentileMillis(99);
    }

    double serverMicrosPerRequest() {
        return serverMicros / load.answered();
    }

    double postgresMicrosPerRequest() {
        return postgresMicros / load.answered();
    }

    double transactionsPerRequest() {
        return transactions / load.answered();
    }

    /**
     * This sample, when every answer was the expected one.
     *
     * @throws IllegalStateException otherwise: figures over refusals are worthless
     */
    Sample expecting(int status) {
        if (load.answered() == 0 || load.answered(status) != load.answered() || load.broken() + load.unanswered() > 0) {
            throw new IllegalStateException("expected only " + status + " but saw " + load.statuses() + ", "
                    + load.broken() + " broken, " + load.unanswered() + " unanswered");
        }
        return this;
    }
}
