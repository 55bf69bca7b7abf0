package io.holdfast.wire.token;

/** What a text that should be a device's token turned out to be. Only {@link BadSignature} and forms that we never mint prove a
 * bad credential; an {@link UnknownKey} may be a key this node has not heard of yet. */
public sealed interface TokenOutcome {
    /** Signed by one of our keys; its expiry and its device's standing are still to be judged. */
    record Valid(DeviceToken token) implements TokenOutcome {}

    /** Not of the one form that we mint. */
    record Malformed() implements TokenOutcome {}

    /** Of our form, but its key is not known here. */
    record UnknownKey(int keyId) implements TokenOutcome {}

    /** Of our form, and not signed by the key that it names. */
    record BadSignature() implements TokenOutcome {}

    /** Ours, but not a device's. */
    record NotADeviceToken() implements TokenOutcome {}
}
