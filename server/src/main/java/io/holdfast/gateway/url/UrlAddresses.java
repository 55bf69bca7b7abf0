package io.holdfast.gateway.url;

import io.holdfast.exposure.DeviceUrl;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Under which addresses device URLs are reached: each under a host of its own where there is a domain for them, else under a path of
 * this server's, where pages are shut into a sandbox.
 *
 * @param domain without a dot in front, in lower case
 */
public record UrlAddresses(Optional<String> domain) {
    /** Where device URLs begin that have no host of their own. */
    public static final String PATH = "/u/";

    /** Of a host as a request names it, without port: what stands before the device domain. Empty when it is another host. */
    public Optional<String> label(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return domain.filter(own -> name.length() > own.length() + 1 && name.endsWith("." + own))
                .map(own -> name.substring(0, name.length() - own.length() - 1));
    }

    /** Where the URL is reached, with a slash at the end, given where the server is. */
    public String of(DeviceUrl url, URI server) {
        return of(url.label(), server);
    }

    /** Where something of this label is reached, with a slash at the end. */
    public String of(String label, URI server) {
        return domain.map(own -> origin(label, own, server) + "/").orElseGet(() -> base(server) + PATH + label + "/");
    }

    private static String origin(String label, String domain, URI server) {
        String port = server.getPort() > 0 ? ":" + server.getPort() : "";
        return server.getScheme() + "://" + label + "." + domain + port;
    }

    private static String base(URI server) {
        String text = server.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
