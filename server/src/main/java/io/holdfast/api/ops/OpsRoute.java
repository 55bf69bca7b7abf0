package io.holdfast.api.ops;

import io.holdfast.platform.http.Reply;
import java.util.function.Function;

/**
 * One line of an operator's route table. The handler runs on a thread of the operator plane and may refuse with
 * {@link io.holdfast.platform.http.RefusedException}.
 *
 * @param path a prefix when it ends with a slash, else the whole path
 */
public record OpsRoute(String method, String path, Access access, Function<OpsRequest, Reply> handler) {

    /** Who may call. */
    public enum Access {
        /** Probes and scrapers. */
        FREE,
        /** Holders of the token in the data directory. */
        OPERATOR,
        /** The same in a browser that has signed in; without that the sign-in page. */
        PAGE
    }

    public static OpsRoute free(String method, String path, Function<OpsRequest, Reply> handler) {
        return new OpsRoute(method, path, Access.FREE, handler);
    }

    public static OpsRoute operator(String method, String path, Function<OpsRequest, Reply> handler) {
        return new OpsRoute(method, path, Access.OPERATOR, handler);
    }

    public static OpsRoute page(String method, String path, Function<OpsRequest, Reply> handler) {
        return new OpsRoute(method, path, Access.PAGE, handler);
    }

    /** The root is a path and no prefix. */
    boolean covers(String requested) {
        return path.length() > 1 && path.endsWith("/") ? requested.startsWith(path) : requested.equals(path);
    }
}
