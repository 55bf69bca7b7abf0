package io.holdfast.gateway.url;

import java.util.Optional;

/**
 * Where a request for a device URL came in.
 *
 * @param ownHost whether the URL has a host, and so an origin, of its own
 * @param base where the URL begins for the visitor, without a slash at the end: an origin, or a path
 * @param pass that stood in the path
 * @param rest path and query for the device, beginning with a slash
 */
record UrlPlace(UrlLabel label, boolean ownHost, String base, Optional<String> pass, String rest) {
    private static final char PASS_MARK = '~';

    /** What is the server's own below a URL: where passes are exchanged. */
    static final String OWN = "/.holdfast/";

    static UrlPlace ofHost(UrlLabel label, String origin, String uri) {
        return new UrlPlace(label, true, origin, Optional.empty(), uri);
    }

    /** Of a request's target that begins with {@link UrlAddresses#PATH}; empty when nothing stands there. */
    static Optional<UrlPlace> ofPath(String uri) {
        String after = uri.substring(UrlAddresses.PATH.length());
        int end = end(after);
        String label = after.substring(0, end);
        String rest = after.substring(end);
        String base = UrlAddresses.PATH + label;
        if (rest.startsWith("/" + PASS_MARK)) {
            int passEnd = 1 + end(rest.substring(1));
            String pass = rest.substring(2, passEnd);
            return UrlLabel.parse(label)
                    .map(known -> new UrlPlace(
                            known, false, base + "/" + PASS_MARK + pass, Optional.of(pass), slashed(rest, passEnd)));
        }
        return UrlLabel.parse(label).map(known -> new UrlPlace(known, false, base, Optional.empty(), slashed(rest, 0)));
    }

    private static int end(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                return i;
            }
        }
        return text.length();
    }

    private static String slashed(String text, int from) {
        String rest = text.substring(from);
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    /** Whether the server itself is asked, below the URL. */
    boolean own() {
        return rest.startsWith(OWN);
    }

    /** The same place as whoever has this pass sees it. */
    String baseWith(String pass) {
        return ownHost ? base : UrlAddresses.PATH + label + "/" + PASS_MARK + pass;
    }
}
