package io.holdfast.platform.config;

import java.util.Optional;
import java.util.Set;

/**
 * Where devices and people are listened to.
 *
 * @param http plain HTTP, when it is wanted at all
 * @param maxConnections most connections at once; empty when it is to follow from the limit of open files
 */
public record ListenConfig(String bind, Port https, Optional<Port> http, Optional<Integer> maxConnections) {
    private static final Set<String> THIS_MACHINE = Set.of("0.0.0.0", "::", "127.0.0.1", "::1");

    /** The host of a URL by which this machine reaches it; the certificate of our own names {@code localhost}. */
    public String reachedAt() {
        if (THIS_MACHINE.contains(bind)) {
            return "localhost";
        }
        return bind.contains(":") ? "[" + bind + "]" : bind;
    }
}
