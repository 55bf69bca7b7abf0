package io.holdfast.edge.check;

/** What one check of the self-check found. */
public sealed interface Finding {

    /** What was looked at; stable, lower case. */
    String check();

    /** One clause for the operator. */
    String sentence();

    /** As it should be. */
    record Good(String check, String sentence) implements Finding {}

    /** Worth knowing, and no reason to keep devices out. */
    record Remark(String check, String sentence) implements Finding {}

    /** Something acknowledged may be missing, or could get lost unseen. */
    record Bad(String check, String sentence) implements Finding {}
}
