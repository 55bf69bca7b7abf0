package io.holdfast.gateway.history;

/**
 * Somebody who watches another's terminal.
 *
 * @param access who watches
 * @param watcher as the terminal's own person is told
 * @param session what is watched
 */
public record Watch(Access access, String watcher, LiveSession session) {}
