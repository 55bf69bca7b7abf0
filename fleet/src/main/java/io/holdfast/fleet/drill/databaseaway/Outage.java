package io.holdfast.fleet.drill.databaseaway;

import io.holdfast.fleet.process.OwnPostgres;

/** How PostgreSQL goes away and comes back. */
enum Outage {
    /** {@code kill -9} of all its processes: connections break at once. */
    KILLED("killed") {
        @Override
        void begin(OwnPostgres postgres) {
            postgres.processes().kill();
        }

        @Override
        void end(OwnPostgres postgres) {
            postgres.restart();
        }
    },
    /** SIGSTOP to all its processes: connections stay open and nothing answers. */
    FROZEN("frozen") {
        @Override
        void begin(OwnPostgres postgres) {
            postgres.processes().freeze();
        }

        @Override
        void end(OwnPostgres postgres) {
            postgres.processes().thaw();
        }
    };

    private final String word;

    Outage(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    abstract void begin(OwnPostgres postgres);

    abstract void end(OwnPostgres postgres);
}
