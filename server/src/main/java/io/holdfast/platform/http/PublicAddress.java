package io.holdfast.platform.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Under which address links lead back to this server: the configured one, or the one by which the asker reached it. What a
 * request says of itself goes only into the answer to that request, never into anything stored or sent to others.
 */
public final class PublicAddress {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,253}|\\[[0-9a-fA-F:.]{2,45}]");

    private final Optional<URI> configured;
    private final URI fallback;

    /** The fallback serves requests that name no sane host. */
    public PublicAddress(Optional<URI> configured, URI fallback) {
        this.configured = configured;
        this.fallback = fallback;
    }

    /** For links that are shown outside a request. */
    public URI outside() {
        return configured.orElse(fallback);
    }

    /** For links in the answer to this request; without a slash at the end. */
    public URI of(HttpServerRequest request) {
        if (configured.isPresent()) {
            return configured.get();
        }
        HostAndPort authority = request.authority();
        if (authority == null || !HOST.matcher(authority.host()).matches()) {
            return fallback;
        }
        String port = authority.port() > 0 ? ":" + authority.port() : "";
        return URI.create((request.isSSL() ? "https://" : "http://") + authority.host() + port);
    }
}
