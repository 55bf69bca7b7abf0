package io.holdfast.web;

import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.api.ops.OpsRoute;
import io.holdfast.platform.http.Reply;
import io.holdfast.web.view.Assets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The pages' stylesheet and icon, under names that change with their contents: browsers keep them for a year. */
final class StaticFiles {
    private static final String KEEP = "public, max-age=31536000, immutable";
    // 48 bits tell the few versions of one file apart.
    private static final int HASH_BYTES = 6;

    private final StaticFile stylesheet = StaticFile.load("holdfast.css", "text/css; charset=utf-8");
    private final StaticFile icon = StaticFile.load("icon.svg", "image/svg+xml");

    private record StaticFile(String href, String contentType, byte[] bytes) {

        static StaticFile load(String name, String contentType) {
            try (InputStream in = StaticFiles.class.getResourceAsStream("/web/" + name)) {
                if (in == null) {
                    throw new IllegalStateException("the program was built without " + name);
                }
                byte[] bytes = in.readAllBytes();
                int dot = name.indexOf('.');
                String href = "/assets/" + name.substring(0, dot) + "-" + hash(bytes) + name.substring(dot);
                return new StaticFile(href, contentType, bytes);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        private static String hash(byte[] bytes) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
                return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
            } catch (NoSuchAlgorithmException everyJdkHasIt) {
                throw new IllegalStateException(everyJdkHasIt);
            }
        }

        Route route() {
            return Route.get(href, Policy.ANYONE, call -> reply());
        }

        OpsRoute operatorRoute() {
            return OpsRoute.free("GET", href, request -> reply());
        }

        private Reply reply() {
            return new Reply(
                    200, List.of(Map.entry("Content-Type", contentType), Map.entry("Cache-Control", KEEP)), bytes);
        }
    }

    Assets assets() {
        return new Assets(stylesheet.href(), icon.href());
    }

    /** The same on the operator port. */
    List<OpsRoute> operatorRoutes() {
        return List.of(stylesheet.operatorRoute(), icon.operatorRoute());
    }

    List<Route> routes() {
        return List.of(stylesheet.route(), icon.route());
    }
}
