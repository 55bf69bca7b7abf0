package io.holdfast.wire.token;

/** What a text that should be a user's token turned out to be. */
public sealed interface UserTokenOutcome {
    /** Signed by one of our keys; its expiry and its session are still to be judged. */
    record Valid(UserToken token) implements UserTokenOutcome {}

    /** Not of the one form that we mint. */
    record Malformed() implements UserTokenOutcome {}

    /** Of our form, but its key is not known here. */
    record UnknownKey(int keyId) implements UserTokenOutcome {}

    /** Of our form, and not signed by the key that it names. */
    record BadSignature() implements UserTokenOutcome {}

    /** Ours, but not a user's. */
    record NotAUserToken() implements UserTokenOutcome {}
}
