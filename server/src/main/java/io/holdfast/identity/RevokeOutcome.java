package io.holdfast.identity;

/** What became of the revocation of a token. */
public sealed interface RevokeOutcome {
    /** Every token of the device that was minted before is refused; the device asks for another and gets it. */
    record Revoked() implements RevokeOutcome {}

    /** No accepted auth set of the tenant has this id. */
    record UnknownToken() implements RevokeOutcome {}
}
