package io.holdfast.agent.session;

import java.io.IOException;

/** A path or file that is not read or written; the message says why. */
final class FileRefused extends IOException {
    private static final long serialVersionUID = 1;

    FileRefused(String why) {
        super(why);
    }
}
