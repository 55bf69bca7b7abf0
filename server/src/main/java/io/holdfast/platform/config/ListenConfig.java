package io.holdfast.platform.config;

import java.util.Optional;

/**
 * Where devices and people are listened to.
 *
 * @param http plain HTTP, when it is wanted at all
 * @param maxConnections most connections at once; empty when it is to follow from the limit of open files
 */
public record ListenConfig(String bind, Port https, Optional<Port> http, Optional<Integer> maxConnections) {}
