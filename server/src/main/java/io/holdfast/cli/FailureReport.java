package io.holdfast.cli;

import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells a person what failed: a sentence, its code, the next step; the stack trace only for who asks for it. */
final class FailureReport implements IExecutionExceptionHandler {

    private final BooleanSupplier verbose;

    FailureReport(BooleanSupplier verbose) {
        this.verbose = verbose;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println("holdfast: " + FailureSentence.of(failure));
        if (verbose.getAsBoolean()) {
            failure.printStackTrace(err);
        }
        err.flush();
        return FailureSentence.exitCode(failure);
    }
}
