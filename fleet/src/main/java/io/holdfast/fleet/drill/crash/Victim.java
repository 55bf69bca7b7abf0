package io.holdfast.fleet.drill.crash;

/** Who is killed. */
enum Victim {
    SERVER,
    POSTGRES,
    BOTH;

    boolean includesServer() {
        return this != POSTGRES;
    }

    boolean includesPostgres() {
        return this != SERVER;
    }
}
