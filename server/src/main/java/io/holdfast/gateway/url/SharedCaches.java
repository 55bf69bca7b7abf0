package io.holdfast.gateway.url;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Caches between this server and visitors. The program on the device does not know that not everybody may see what it answers: none of
 * them is to show one visitor's page to another.
 */
final class SharedCaches {
    private static final String CACHE_CONTROL = "Cache-Control";

    /** Said to them alone. */
    private static final List<String> THEIRS = List.of("Surrogate-Control", "CDN-Cache-Control");

    /** A directive, whose value may have commas in quotes (RFC 9111, 5.2). */
    private static final Pattern DIRECTIVE = Pattern.compile("[^,\"]+(?:\"[^\"]*\"[^,\"]*)*");

    private SharedCaches() {}

    /** Makes an answer one that they do not keep; what the visitor's own browser may do with it stays as it was. */
    static void shutOut(MultiMap headers) {
        THEIRS.forEach(headers::remove);
        List<String> said = DIRECTIVE
                .matcher(String.join(",", headers.getAll(CACHE_CONTROL)))
                .results()
                .map(MatchResult::group)
                .map(String::strip)
                .filter(directive -> !directive.isEmpty() && !letsThemKeep(directive.toLowerCase(Locale.ROOT)))
                .toList();
        // private="field" is said of the field alone.
        boolean shut = said.stream()
                .anyMatch(directive -> directive.equalsIgnoreCase("private") || directive.equalsIgnoreCase("no-store"));
        Stream<String> now = shut ? said.stream() : Stream.concat(said.stream(), Stream.of("private"));
        headers.set(CACHE_CONTROL, now.collect(Collectors.joining(", ")));
    }

    private static boolean letsThemKeep(String directive) {
        return directive.equals("public") || directive.startsWith("s-maxage");
    }
}
