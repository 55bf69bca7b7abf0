package io.holdfast.gateway.url;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Headers that are between two neighbours and go no further (RFC 9110, 7.6.1). */
final class HopByHop {
    private static final Set<String> NAMES = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-authentication-info",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    private HopByHop() {}

    /** Those of this message: the ones that always are, and those that its own {@code Connection} headers name. */
    static Set<String> of(List<String> connection) {
        Set<String> names = new HashSet<>(NAMES);
        words(connection).forEach(names::add);
        return names;
    }

    /** Whether a header that lists words has this one. */
    static boolean lists(List<String> headers, String word) {
        return words(headers).contains(word);
    }

    private static List<String> words(List<String> headers) {
        return headers.stream()
                .flatMap(header -> List.of(header.split(",", -1)).stream())
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
