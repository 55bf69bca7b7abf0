package io.holdfast.edge.admission;

/** How a node bears what it is asked. */
public enum Strain {
    /** Everybody is served as he comes. */
    NONE,
    /** Work waits: who asks for more than his share is put off. */
    OVERLOADED,
    /** Work waits so long, or so little memory is left, that everybody's least urgent work is put off. */
    HARD
}
