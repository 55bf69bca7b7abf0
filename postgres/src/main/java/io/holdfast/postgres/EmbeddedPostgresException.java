package io.holdfast.postgres;

/**
 * The embedded PostgreSQL could not be started, stopped or reached. The message is a sentence for the person who runs the
 * server and ends with the next step; {@link #code()} is stable and may be counted or matched.
 */
public final class EmbeddedPostgresException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String nextStep;

    EmbeddedPostgresException(String code, String sentence, String nextStep) {
        super(sentence + " " + nextStep);
        this.code = code;
        this.nextStep = nextStep;
    }

    EmbeddedPostgresException(String code, String sentence, String nextStep, Throwable cause) {
        super(sentence + " " + nextStep, cause);
        this.code = code;
        this.nextStep = nextStep;
    }

    static EmbeddedPostgresException unusable(String what, Throwable cause) {
        return new EmbeddedPostgresException(
                "postgres.directory-unusable",
                "Cannot " + what + ": " + cause.getMessage() + ".",
                "Check the owner, the rights and the free space of that folder.",
                cause);
    }

    /** Stable name of the refusal, for example {@code postgres.directory-in-use}. */
    public String code() {
        return code;
    }

    /** What the operator should do now; also the end of the message. */
    public String nextStep() {
        return nextStep;
    }
}
