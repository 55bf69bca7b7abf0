package io.holdfast.platform.startup;

/**
 * The server will not start, for a reason that an operator can remove. Carries a stable code, one sentence of what is
 * wrong and one of what to do; never a secret.
 */
public class StartRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final String nextStep;

    public StartRefused(String code, String sentence, String nextStep) {
        super(sentence);
        this.code = code;
        this.nextStep = nextStep;
    }

    public StartRefused(String code, String sentence, String nextStep, Throwable cause) {
        super(sentence, cause);
        this.code = code;
        this.nextStep = nextStep;
    }

    /** For example {@code start.port-in-use}. */
    public String code() {
        return code;
    }

    /** What the operator can do about it: one sentence. */
    public String nextStep() {
        return nextStep;
    }

    /** What went wrong: one sentence. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
