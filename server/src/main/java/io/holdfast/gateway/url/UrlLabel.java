package io.holdfast.gateway.url;

import io.holdfast.exposure.Slug;
import io.holdfast.exposure.UrlTarget;
import java.util.Optional;

/** {@code slug--port}: what stands before the device domain, or in the path. */
public record UrlLabel(Slug slug, int port) {
    private static final String BETWEEN = "--";
    private static final int DIGITS_MAX = 5;

    /** Reads one; empty when the text is anything else. */
    public static Optional<UrlLabel> parse(String text) {
        int at = text.indexOf(BETWEEN);
        if (at < 0) {
            return Optional.empty();
        }
        String port = text.substring(at + BETWEEN.length());
        boolean number = !port.isEmpty()
                && port.length() <= DIGITS_MAX
                && port.charAt(0) != '0'
                && port.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && UrlTarget.isPort(Integer.parseInt(port))
                ? Slug.parse(text.substring(0, at)).map(slug -> new UrlLabel(slug, Integer.parseInt(port)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return slug + BETWEEN + port;
    }
}
