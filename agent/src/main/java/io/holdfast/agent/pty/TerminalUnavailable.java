package io.holdfast.agent.pty;

/** There is no terminal; the message says why, for the person who asked for one. */
public final class TerminalUnavailable extends Exception {
    private static final long serialVersionUID = 1;

    public TerminalUnavailable(String why) {
        super(why);
    }

    TerminalUnavailable(String why, Throwable cause) {
        super(why, cause);
    }
}
