package io.holdfast.cli;

import java.net.URI;
import java.util.Optional;

/** A server that is ready. */
public interface RunningServer extends AutoCloseable {

    /** Where people and devices are answered. */
    URI https();

    /** Where they are answered without TLS, if that is wanted. */
    Optional<URI> http();

    /** Where operators are answered. */
    URI ops();

    /** The one-time link for the first administrator, until it is used. */
    Optional<URI> setupLink();

    /** Lets requests under way end, stops the database if it is ours, and returns when all is stopped. */
    @Override
    void close();
}
