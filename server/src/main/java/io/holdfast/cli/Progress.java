package io.holdfast.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;

/** Shows what a person waits for, one line a step. */
final class Progress implements Consumer<String> {

    private final PrintWriter err;

    Progress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void accept(String step) {
        err.println("holdfast: " + step);
        err.flush();
    }
}
