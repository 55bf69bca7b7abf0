package io.holdfast.valve;

/** Which running versions a valve touches. */
public sealed interface VersionPattern {

    /** This one. The empty text is what devices run that never said. */
    record Exactly(String version) implements VersionPattern {}

    /** All that begin so. */
    record Beginning(String prefix) implements VersionPattern {}

    /** Reads one: a text that ends with {@code *} is a beginning. */
    static VersionPattern parse(String text) {
        return text.endsWith("*") ? new Beginning(text.substring(0, text.length() - 1)) : new Exactly(text);
    }

    /** As {@link #parse} reads it. */
    default String text() {
        return switch (this) {
            case Exactly exactly -> exactly.version();
            case Beginning beginning -> beginning.prefix() + "*";
        };
    }

    /** Whether this version is touched. */
    default boolean matches(String version) {
        return switch (this) {
            case Exactly exactly -> exactly.version().equals(version);
            case Beginning beginning -> version.startsWith(beginning.prefix());
        };
    }
}
