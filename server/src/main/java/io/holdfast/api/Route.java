package io.holdfast.api;

/**
 * One line of a route table.
 *
 * @param path with parameters as {@code {name}}: {@code /api/management/v2/devauth/devices/{id}}
 */
public record Route(String method, String path, Policy policy, BodyRule body, Handler handler) {

    public static Route get(String path, Policy policy, Handler handler) {
        return new Route("GET", path, policy, BodyRule.NONE, handler);
    }

    /** A call that may turn its connection into a WebSocket, by {@link Call#upgrade}. */
    public static Route socket(String path, Handler handler) {
        return new Route("GET", path, Policy.SOCKET, BodyRule.UPGRADED, handler);
    }

    public static Route post(String path, Policy policy, BodyRule body, Handler handler) {
        return new Route("POST", path, policy, body, handler);
    }

    public static Route put(String path, Policy policy, BodyRule body, Handler handler) {
        return new Route("PUT", path, policy, body, handler);
    }

    public static Route patch(String path, Policy policy, BodyRule body, Handler handler) {
        return new Route("PATCH", path, policy, body, handler);
    }

    public static Route delete(String path, Policy policy, Handler handler) {
        return delete(path, policy, BodyRule.NONE, handler);
    }

    /** For the few protocols whose deletions name in the body what goes. */
    public static Route delete(String path, Policy policy, BodyRule body, Handler handler) {
        return new Route("DELETE", path, policy, body, handler);
    }
}
