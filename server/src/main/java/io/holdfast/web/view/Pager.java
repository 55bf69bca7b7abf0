package io.holdfast.web.view;

import java.util.Optional;

/** Links to the pages of a list beside this one. */
public record Pager(int page, Optional<String> previous, Optional<String> next) {

    /** For a list at an address that has further query parameters or none. */
    public static Pager of(String path, String query, int page, boolean more) {
        String base = path + "?" + (query.isEmpty() ? "" : query + "&") + "page=";
        return new Pager(
                page,
                page > 1 ? Optional.of(base + (page - 1)) : Optional.empty(),
                more ? Optional.of(base + (page + 1)) : Optional.empty());
    }

    /** Whether there is anything to turn to. */
    public boolean needed() {
        return previous.isPresent() || next.isPresent();
    }
}
