package io.holdfast.gateway.command;

import io.holdfast.gateway.client.ClientWishes.Wish;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a device can be told. */
public enum CommandKind {
    /** Look for an update now. */
    CHECK_UPDATE(Wish.CHECK_UPDATE),
    /** Send the inventory now. */
    SEND_INVENTORY(Wish.SEND_INVENTORY);

    private final Wish wish;

    CommandKind(Wish wish) {
        this.wish = wish;
    }

    Wish wish() {
        return wish;
    }

    /** As it is stored and as the API says it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind that the word names, if any. */
    public static Optional<CommandKind> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
