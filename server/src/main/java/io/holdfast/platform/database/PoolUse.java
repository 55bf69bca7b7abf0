package io.holdfast.platform.database;

/**
 * How much of a pool is in use.
 *
 * @param active connections that somebody holds
 * @param waiting callers that wait for one
 * @param max connections there may be
 */
public record PoolUse(int active, int waiting, int max) {}
