package io.holdfast.gateway.url;

import io.holdfast.access.SessionId;
import io.holdfast.access.UserId;
import io.holdfast.exposure.Network;

/** Who comes to a device URL, as far as he has to say. */
public sealed interface Visitor {

    /** Somebody of the tenant, signed in. */
    record Person(UserId user, SessionId session) implements Visitor {}

    /** Whoever was given a link. */
    record Bearer(String link) implements Visitor {}

    /** Whoever has a password. */
    record Named(String user) implements Visitor {}

    /** Whoever comes from an address. */
    record Stranger(String address) implements Visitor {}

    /** The same for the same visitor, and for no other: connections are his. */
    default String key() {
        return switch (this) {
            case Person person -> "user " + person.user();
            case Bearer bearer -> "link " + bearer.link();
            case Named named -> "name " + named.user();
            case Stranger stranger -> "address " + stranger.address();
        };
    }

    /** As {@link #key}, but the same for all addresses that one machine may take in turn. */
    default String onRecord() {
        return this instanceof Stranger stranger ? "address " + Network.neighbourhood(stranger.address()) : key();
    }
}
