package io.holdfast.fleet.drill.crash;

import io.holdfast.fleet.management.ManagementAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.function.Supplier;

/** What came of sending a request once. */
sealed interface Attempt {
    /**
     * A verdict.
     *
     * @param inForce false when the answer names a node that has not applied the change yet
     */
    record Told(int status, String body, String location, boolean inForce) implements Attempt {
        static Told of(ManagementAnswer answer) {
            return new Told(
                    answer.status(),
                    answer.body(),
                    answer.headers().firstValue("Location").orElse(""),
                    answer.headers().firstValue("X-Holdfast-Not-Yet-Applied").isEmpty());
        }

        /** The last part of the address of what was created. */
        String createdId() {
            return location.substring(location.lastIndexOf('/') + 1);
        }
    }

    /** No answer, half an answer, or one that says "come back": it may be done or not. */
    record Unknown() implements Attempt {}

    /** Nobody listened: it was not even sent. */
    record NotSent() implements Attempt {}

    /** Sends once. The sender throws {@link UncheckedIOException} where there is no complete answer. */
    static Attempt of(Supplier<Told> send) {
        try {
            Told told = send.get();
            return told.status() >= 500 || told.status() == 429 ? new Unknown() : told;
        } catch (UncheckedIOException cut) {
            IOException cause = cut.getCause();
            return cause instanceof ConnectException ? new NotSent() : new Unknown();
        }
    }
}
