package io.holdfast.api;

import java.io.IOException;

/** The sender of a body broke off: nobody's fault here, and nobody is there to be answered. */
final class SenderGone extends IOException {
    private static final long serialVersionUID = 1;

    SenderGone(Throwable cause) {
        super("the sender went away", cause);
    }
}
