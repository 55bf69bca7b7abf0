package io.holdfast.fleet.drill.acknowledgement;

/** An answer that promises durability, and what must be on the disk before it leaves. */
sealed interface Acknowledgement {
    TracedClient.Answer answer();

    /** A transaction's commit record in PostgreSQL's log. */
    record Committed(TracedClient.Answer answer, String what, long transaction) implements Acknowledgement {}

    /** A change in the node's local store; nothing else was going on. */
    record InLocalStore(TracedClient.Answer answer, String what) implements Acknowledgement {}

    /** A blob, its name in its folder, and the folder's name if that is new. */
    record BlobStored(TracedClient.Answer answer, String blob) implements Acknowledgement {}
}
