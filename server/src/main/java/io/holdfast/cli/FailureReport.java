package io.holdfast.cli;

import io.holdfast.platform.config.ConfigRefused;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.http.RefusedException;
import io.holdfast.platform.startup.StartRefused;
import io.holdfast.postgres.EmbeddedPostgresException;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
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
        err.println("holdfast: " + sentence(failure));
        if (verbose.getAsBoolean()) {
            failure.printStackTrace(err);
        }
        err.flush();
        return failure instanceof ConfigRefused ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    static String sentence(Exception failure) {
        return switch (failure) {
            case StartRefused refused -> "%s %s (%s)".formatted(refused.sentence(), refused.nextStep(), refused.code());
            case EmbeddedPostgresException postgres -> "%s (%s)".formatted(postgres.getMessage(), postgres.code());
            case RefusedException refused ->
                "%s (%s)"
                        .formatted(
                                refused.refusal().sentence(), refused.refusal().code());
            case TrainingFailed training ->
                "The start-up cache was not trained: %s. The server works without it. (aot.training-failed)"
                        .formatted(training.getMessage());
            case DatabaseException database ->
                "The database did not do it: %s. Is it running? Try again. (database.failed)"
                        .formatted(String.valueOf(database.getMessage()).strip());
            default ->
                "Something unforeseen went wrong: %s. Run it again with --verbose and report what it says. (internal)"
                        .formatted(failure);
        };
    }
}
