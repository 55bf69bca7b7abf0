package io.holdfast.platform.database;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One schema change: a file and its text. */
record Migration(String fileName, String text) {
    private static final Pattern NAME =
            Pattern.compile("V(\\d{3})__([a-z0-9]+(?:_[a-z0-9]+)*)\\.(expand|contract)\\.sql");

    /** What the file's name says; empty when it is not {@code V###__name.(expand|contract).sql}. */
    Optional<Name> name() {
        Matcher matcher = NAME.matcher(fileName);
        return matcher.matches()
                ? Optional.of(new Name(
                        Integer.parseInt(matcher.group(1)), matcher.group(3).equals("contract")))
                : Optional.empty();
    }

    /**
     * The parts of a file's name.
     *
     * @param contract whether it takes something away, which only a later release than the one that stopped using it may do
     */
    record Name(int version, boolean contract) {}
}
