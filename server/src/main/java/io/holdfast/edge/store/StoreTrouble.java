package io.holdfast.edge.store;

/** The local store cannot be used: the disk refused, or another process holds it. */
public final class StoreTrouble extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreTrouble(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
