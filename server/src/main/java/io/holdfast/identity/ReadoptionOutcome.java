package io.holdfast.identity;

/** What became of a lost device that came back. */
public enum ReadoptionOutcome {
    /** It is accepted again. */
    READOPTED,
    /** The tenant has no room: it waits for a person. */
    PENDING,
    /** It is accepted already, with this key: another node was faster. */
    STANDS,
    /** Somebody decided about it, or about another device with its identity, after the restore. That stands. */
    DECIDED_SINCE,
    /** It was decommissioned. */
    DECOMMISSIONED
}
