package io.holdfast.inventory;

import java.util.Optional;
import java.util.regex.Pattern;

/** What people call a group of devices: 1 to 1,024 letters, digits, dashes and underscores, as in Mender. */
public record GroupName(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,1024}");

    public GroupName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("no name of a group");
        }
    }

    /** Empty when the text cannot be a name. */
    public static Optional<GroupName> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new GroupName(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
