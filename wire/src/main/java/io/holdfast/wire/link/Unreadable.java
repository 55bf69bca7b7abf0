package io.holdfast.wire.link;

/** Ends a reading; carries no stack, because a flood of bad input must stay cheap. Never leaves the package. */
final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final LinkFault fault;

    Unreadable(LinkFault fault) {
        super(null, null, false, false);
        this.fault = fault;
    }

    LinkFault fault() {
        return fault;
    }
}
