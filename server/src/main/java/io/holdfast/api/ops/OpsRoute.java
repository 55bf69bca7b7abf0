package io.holdfast.api.ops;

import io.holdfast.platform.http.Reply;
import java.util.function.Function;

/**
 * One line of an operator's route table. The handler runs on a thread of the operator plane and may refuse with
 * {@link io.holdfast.platform.http.RefusedException}.
 *
 * @param path a prefix when it ends with a slash, else the whole path
 */
public record OpsRoute(String method, String path, Access access, Lane lane, Function<OpsRequest, Reply> handler) {

    /** Who may call. */
    public enum Access {
        /** Probes and scrapers. */
        FREE,
        /** Holders of the token in the data directory. */
        OPERATOR,
        /** The same in a browser that has signed in; without that the sign-in page. */
        PAGE
    }

    /** Whose threads answer: one lane that is full holds up no other. */
    public enum Lane {
        /** For machines that judge the process by it; from memory, and never behind anything else. */
        PROBE,
        /** From memory or a small file. */
        MEMORY,
        /** Waits for the database, seconds when that is what is wrong. */
        DATABASE
    }

    /** For probes and scrapers. */
    static OpsRoute probe(String method, String path, Function<OpsRequest, Reply> handler) {
        return new OpsRoute(method, path, Access.FREE, Lane.PROBE, handler);
    }

    /** An operator's, whose handler waits for the database. */
    static OpsRoute waiting(String method, String path, Function<OpsRequest, Reply> handler) {
        return new OpsRoute(method, path, Access.OPERATOR, Lane.DATABASE, handler);
    }

    public static OpsRoute free(String method, String path, Function<OpsRequest, Reply> handler) {
        return new OpsRoute(method, path, Access.FREE, Lane.MEMORY, handler);
    }

    public static OpsRoute operator(String method, String path, Function<OpsRequest, Reply> handler) {
        return new OpsRoute(method, path, Access.OPERATOR, Lane.MEMORY, handler);
    }

    public static OpsRoute page(String method, String path, Function<OpsRequest, Reply> handler) {
        return new OpsRoute(method, path, Access.PAGE, Lane.MEMORY, handler);
    }

    /** The root is a path and no prefix. */
    boolean covers(String requested) {
        return path.length() > 1 && path.endsWith("/") ? requested.startsWith(path) : requested.equals(path);
    }
}
