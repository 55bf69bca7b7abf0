package io.holdfast.assembly;

import io.holdfast.keys.KeyPurpose;
import io.holdfast.keys.KeyRotation;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.http.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One rotation from the announcement to the first signature, with the wait between them. */
record KeyChange(KeyRotation rotation, Clock clock) {
    /** Nodes say every 3 s how far they have read. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** Waits for the nodes, so long at most. What was announced stays so: the next call goes on with it. */
    int rotate(KeyPurpose purpose, Duration atMost, Consumer<List<UUID>> waiting) {
        long started = clock.monotonicNanos();
        KeyRotation.Announced announced = rotation.announce(purpose);
        while (true) {
            switch (rotation.sign(announced)) {
                case KeyRotation.SignOutcome.Signs signs -> {
                    return announced.keyId();
                }
                case KeyRotation.SignOutcome.NotAnnounced raced ->
                    throw Refusal.conflict(
                                    "key.rotated-meanwhile",
                                    "Somebody else rotates this key too; look at 'holdfast key list'.")
                            .exception();
                case KeyRotation.SignOutcome.NotYetOn behind -> {
                    waiting.accept(behind.nodes());
                    if (clock.monotonicNanos() - started >= atMost.toNanos()) {
                        throw Refusal.conflict(
                                        "key.nodes-behind",
                                        "Key " + announced.keyId()
                                                + " is announced and does not sign yet: these nodes live and have"
                                                + " not read it: " + behind.nodes()
                                                + ". See why they lag, then rotate again; it goes on"
                                                + " with the same key.")
                                .exception();
                    }
                    LockSupport.parkNanos(LOOK_EVERY.toNanos());
                }
            }
        }
    }

    /** Retires, or says why not. */
    void retire(KeyPurpose purpose, int keyId) {
        switch (rotation.retire(purpose, keyId)) {
            case KeyRotation.RetireOutcome.Retired retired -> {}
            case KeyRotation.RetireOutcome.Unknown unknown ->
                throw Refusal.notFound("key.unknown", "There is no such key; 'holdfast key list' shows them.")
                        .exception();
            case KeyRotation.RetireOutcome.NotVerifying other ->
                throw Refusal.conflict(
                                "key.not-verifying",
                                "Only a key that verifies and does not sign can be retired; this one is "
                                        + other.standing().storedName() + ".")
                        .exception();
        }
    }
}
