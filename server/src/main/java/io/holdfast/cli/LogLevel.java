package io.holdfast.cli;

/** How much of our own doing is logged: a server tells what happens, a one-shot command only what is wrong. */
enum LogLevel {
    INFO,
    WARN;

    /** Must come before the first logger is asked for: logback.xml reads it once. */
    void use() {
        System.getProperties().putIfAbsent("holdfast.log", name());
    }
}
