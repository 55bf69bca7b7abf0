package io.holdfast.cli;

import java.net.URI;
import java.util.Optional;

/** A server that runs, and lets devices in unless its start is gated and has no verdict yet. */
public interface RunningServer extends AutoCloseable {

    /**
     * Returns once devices and people are let in: at once, unless the start is gated.
     *
     * @throws io.holdfast.platform.startup.StartRefused when the verdict keeps the ports closed; the server runs on for operators
     */
    void awaitOpen();

    /**
     * Waits until the server finds that it must not run as it is: its database came after its ports, and is one that would lose what
     * the server acknowledges. The caller ends the server.
     *
     * @return why
     */
    RuntimeException awaitUnfit() throws InterruptedException;

    /** Where people and devices are answered: the port that was really opened. */
    URI https();

    /** How they reach it from outside, when that was told. */
    Optional<URI> publicUrl();

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
