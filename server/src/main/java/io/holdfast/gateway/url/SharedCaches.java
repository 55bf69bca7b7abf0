package io.holdfast.gateway.url;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Caches between this server and visitors. The program on the device does not know that not everybody may see what it answers: none of
 * them is to show one visitor's page to another.
 */
final class SharedCaches {
    private static final String CACHE_CONTROL = "Cache-Control";

    /** Said to them alone, as {@code CDN-Cache-Control} and its like are (RFC 9213). */
    private static final Set<String> THEIRS = Set.of("surrogate-control", "edge-control");

    private static final String THEIRS_TOO = "-cache-control";

    private SharedCaches() {}

    /** Makes an answer one that they do not keep; what the visitor's own browser may do with it stays as it was. */
    static void shutOut(MultiMap headers) {
        Set.copyOf(headers.names()).stream().filter(SharedCaches::isTheirs).forEach(headers::remove);
        List<String> said = directives(String.join(",", headers.getAll(CACHE_CONTROL))).stream()
                .filter(directive -> !letsThemKeep(directive.toLowerCase(Locale.ROOT)))
                .toList();
        // private="field" is said of the field alone.
        boolean shut = said.stream()
                .anyMatch(directive -> directive.equalsIgnoreCase("private") || directive.equalsIgnoreCase("no-store"));
        Stream<String> now = shut ? said.stream() : Stream.concat(said.stream(), Stream.of("private"));
        headers.set(CACHE_CONTROL, now.collect(Collectors.joining(", ")));
    }

    private static boolean isTheirs(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return THEIRS.contains(lower) || lower.endsWith(THEIRS_TOO);
    }

    /**
     * The directives, whose values may have commas in quotes (RFC 9111, 5.2). Of what nobody can read alike, a quote that does not end,
     * nothing is kept.
     */
    private static List<String> directives(String field) {
        List<String> found = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int at = 0; at < field.length(); at++) {
            char c = field.charAt(at);
            if (c == '\\' && quoted) {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                found.add(field.substring(from, at).strip());
                from = at + 1;
            }
        }
        found.add(field.substring(from).strip());
        found.removeIf(String::isEmpty);
        return quoted ? List.of("no-store") : found;
    }

    private static boolean letsThemKeep(String directive) {
        return directive.equals("public") || directive.startsWith("s-maxage");
    }
}
