package io.holdfast.cli;

import io.holdfast.agent.AgentFailed;
import io.holdfast.platform.config.ConfigRefused;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.http.RefusedException;
import io.holdfast.platform.startup.StartRefused;
import io.holdfast.postgres.EmbeddedPostgresException;
import io.holdfast.tunnel.TunnelRefused;

/** What failed, for a person: a sentence, the next step and the code. */
final class FailureSentence {

    /** PostgreSQL's class "invalid authorization specification". */
    private static final String LOGIN_REFUSED = "28";

    private FailureSentence() {}

    private static String ofDatabase(DatabaseException failure) {
        String sentence = failure.sqlState().startsWith(LOGIN_REFUSED)
                ? "The database refuses this user or password: %s. Correct the database's address. (database.login-refused)"
                : "The database did not do it: %s. Is it running? Try again. (database.failed)";
        return sentence.formatted(withoutStop(failure));
    }

    private static String withoutStop(Exception failure) {
        return String.valueOf(failure.getMessage()).strip().replaceFirst("\\.+$", "");
    }

    /** 2 for what was asked for in a wrong way, else 1. */
    static int exitCode(Exception failure) {
        return failure instanceof ConfigRefused ? 2 : 1;
    }

    static String of(Exception failure) {
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
            case CommandFailed command ->
                "%s. %s (%s)".formatted(withoutStop(command), command.nextStep(), command.code());
            case AgentFailed agent -> "%s (agent.failed)".formatted(agent.getMessage());
            case TunnelRefused tunnel -> "%s (tunnel.refused)".formatted(tunnel.getMessage());
            case DatabaseException database -> ofDatabase(database);
            default ->
                "Something unforeseen went wrong: %s. Run it again with --verbose and report what it says. (internal)"
                        .formatted(failure);
        };
    }
}
