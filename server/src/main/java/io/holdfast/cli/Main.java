package io.holdfast.cli;

import io.holdfast.Holdfast;
import java.io.PrintWriter;

/** Where the process begins. */
public final class Main {

    private Main() {}

    /** Exit codes: 0 done, 1 failed, 2 asked for in a wrong way. */
    public static void main(String[] arguments) {
        Commands commands = new Commands(new Holdfast(), System.getenv());
        System.exit(commands.run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments));
    }
}
