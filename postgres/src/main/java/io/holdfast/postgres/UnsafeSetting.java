package io.holdfast.postgres;

/**
 * A setting of a PostgreSQL server with which an acknowledged write can be lost.
 *
 * @param name as in {@code postgresql.conf}
 * @param value what it is now
 * @param safeValue what it has to be
 * @param consequence one sentence for the person who has to change it
 */
public record UnsafeSetting(String name, String value, String safeValue, String consequence) {}
