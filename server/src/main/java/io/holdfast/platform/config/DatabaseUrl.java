package io.holdfast.platform.config;

import io.holdfast.platform.secrets.SecretText;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where an external PostgreSQL is, without its credentials in the URL.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database?…}, never with user or password in it
 */
public record DatabaseUrl(String jdbcUrl, Optional<String> user, Optional<SecretText> password) {
    private static final String NOT_A_URL = "it is not a URL (a password's special characters are written %XX)";

    /**
     * Reads {@code postgresql://user:password@host:5432/database?sslmode=verify-full}, with or without {@code jdbc:} in
     * front; user and password may also be parameters, as the JDBC driver has them.
     *
     * @throws IllegalArgumentException with a sentence that never repeats the text
     */
    public static DatabaseUrl parse(String text) {
        URI uri = uri(text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text);
        boolean postgres = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
        if (!postgres || uri.getRawAuthority() == null) {
            throw new IllegalArgumentException("it is not a postgresql:// URL");
        }
        Credentials credentials = Credentials.of(uri);
        String authority = uri.getRawAuthority().substring(uri.getRawAuthority().lastIndexOf('@') + 1);
        String path = Optional.ofNullable(uri.getRawPath())
                .filter(it -> it.length() > 1)
                .orElse("");
        if (authority.isEmpty() || path.isEmpty()) {
            throw new IllegalArgumentException("it names no host or no database");
        }
        if (path.contains("@")) { // a slash in the password ended the authority: what follows is half of the password
            throw new IllegalArgumentException(NOT_A_URL);
        }
        if (credentials.others.contains("preferQueryMode=simple")) {
            throw new IllegalArgumentException(
                    "preferQueryMode=simple writes values into statements, where PostgreSQL shows and logs them; leave it out");
        }
        String query = credentials.others.isEmpty() ? "" : "?" + String.join("&", credentials.others);
        return new DatabaseUrl("jdbc:postgresql://" + authority + path + query, credentials.user, credentials.password);
    }

    @Override
    public String toString() {
        return jdbcUrl
                + user.map(it -> " user=" + it).orElse("")
                + password.map(it -> " password=" + it).orElse("");
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException notOne) { // its message repeats the text, and the text holds a password
            throw new IllegalArgumentException(NOT_A_URL);
        }
    }

    private record Credentials(Optional<String> user, Optional<SecretText> password, List<String> others) {

        static Credentials of(URI uri) {
            // not getRawUserInfo(): it knows only authorities with one host
            String authority = uri.getRawAuthority();
            String[] before = authority
                    .substring(0, Math.max(0, authority.lastIndexOf('@')))
                    .split(":", 2);
            Optional<String> user = Optional.of(decoded(before[0])).filter(it -> !it.isEmpty());
            Optional<SecretText> password =
                    before.length == 2 ? Optional.of(SecretText.of(decoded(before[1]))) : Optional.empty();
            List<String> others = new ArrayList<>();
            for (String parameter :
                    Optional.ofNullable(uri.getRawQuery()).orElse("").split("&")) {
                if (parameter.startsWith("user=")) {
                    user = Optional.of(decoded(parameter.substring("user=".length())));
                } else if (parameter.startsWith("password=")) {
                    password = Optional.of(SecretText.of(decoded(parameter.substring("password=".length()))));
                } else if (!parameter.isEmpty()) {
                    others.add(parameter);
                }
            }
            return new Credentials(user, password, List.copyOf(others));
        }

        private static String decoded(String text) {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8); // a plus is a plus here
        }
    }
}
