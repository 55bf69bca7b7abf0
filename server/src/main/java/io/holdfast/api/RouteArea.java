package io.holdfast.api;

/** Which part of the management API a path belongs to: few enough to be counted, and named as in the path. */
public final class RouteArea {
    /** Everything outside the API. */
    public static final String PAGES = "pages";

    private static final String API = "/api/";

    private RouteArea() {}

    /** The area of a route's path: {@code devauth} of {@code /api/management/v2/devauth/devices}. */
    public static String of(String path) {
        if (!path.startsWith(API)) {
            return PAGES;
        }
        String[] parts = path.substring(API.length()).split("/", -1);
        // management, v2, devauth
        return parts.length > 2 && !parts[2].startsWith("{") ? parts[2] : parts[0];
    }
}
