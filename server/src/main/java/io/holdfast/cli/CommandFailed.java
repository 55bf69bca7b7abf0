package io.holdfast.cli;

/** A command could not do what it was asked for, and knows why. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String nextStep;

    /**
     * @param code stable, such as {@code bench.not-in-time}
     * @param sentence what went wrong
     * @param nextStep what to do about it, a sentence
     */
    public CommandFailed(String code, String sentence, String nextStep, Throwable cause) {
        super(sentence, cause);
        this.code = code;
        this.nextStep = nextStep;
    }

    /** As the other, of nothing that was thrown. */
    public CommandFailed(String code, String sentence, String nextStep) {
        super(sentence);
        this.code = code;
        this.nextStep = nextStep;
    }

    String code() {
        return code;
    }

    String nextStep() {
        return nextStep;
    }
}
