package io.holdfast.tunnel;

/** No tunnel, or none any more; the message says why and what to do, for a person. */
public final class TunnelRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TunnelRefused(String message) {
        super(message);
    }

    public TunnelRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
