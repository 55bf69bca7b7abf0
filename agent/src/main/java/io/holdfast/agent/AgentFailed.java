package io.holdfast.agent;

/** The agent cannot go on, or never could; the message says why and what to do, for a person. */
public final class AgentFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    public AgentFailed(String sentence) {
        super(sentence);
    }

    public AgentFailed(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
