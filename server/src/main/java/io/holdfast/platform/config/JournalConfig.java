package io.holdfast.platform.config;

/** Where reports wait while the database is away. */
public sealed interface JournalConfig {

    /** In the data directory, which outlives the process and the machine's restart. */
    record Room(long bytes) implements JournalConfig {}

    /** Nowhere: the data directory does not last, and an acknowledgement out of it would be a lie. */
    record Off() implements JournalConfig {}
}
