package io.holdfast.platform.config;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * One thing that an operator can decide. Its three names follow from its key: {@code https.port} is {@code --https-port}
 * on the command line, {@code HOLDFAST_HTTPS_PORT} in the environment and {@code https.port} (or {@code https-port}) in
 * a file.
 *
 * @param key lower case, words parted by dots and dashes
 * @param shape what a value looks like, as the help shows it
 * @param description one sentence for the help
 * @param fallback the text that stands when nobody decides; empty when there is none
 * @param reader turns the text into the value, or throws {@link IllegalArgumentException} with a sentence that never
 *     repeats a secret
 */
public record Setting<T>(
        String key, String shape, String description, Optional<String> fallback, Function<Optional<String>, T> reader) {

    private static final String FLAG_SHAPE = "true|false";

    /** A setting that always has a value. */
    static <T> Setting<T> of(
            String key, String shape, String fallback, String description, Function<String, T> parser) {
        return new Setting<>(key, shape, description, Optional.of(fallback), text -> parser.apply(text.orElseThrow()));
    }

    /** A setting that is off unless it is switched on; the option alone switches it on. */
    static Setting<Boolean> flag(String key, String description) {
        return of(key, FLAG_SHAPE, "false", description, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        });
    }

    /** Whether the option may stand without a value, and is switched on by that. */
    public boolean isFlag() {
        return shape.equals(FLAG_SHAPE);
    }

    /** A setting that may be left undecided. */
    static <T> Setting<Optional<T>> optional(String key, String shape, String description, Function<String, T> parser) {
        return new Setting<>(key, shape, description, Optional.empty(), text -> text.map(parser));
    }

    /** {@code --https-port}. */
    public String option() {
        return "--" + dashed(key);
    }

    /** {@code HOLDFAST_HTTPS_PORT}. */
    public String environmentName() {
        return "HOLDFAST_" + dashed(key).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Whether a file's key means this setting: dots and dashes are the same. */
    boolean isNamed(String fileKey) {
        return dashed(key).equals(dashed(fileKey));
    }

    private static String dashed(String name) {
        return name.replace('.', '-');
    }
}
