package io.holdfast.web.view;

import java.util.Optional;

/**
 * A device's link, as of now.
 *
 * @param since when this began, where it is known
 */
public record LinkView(Chip state, Optional<When> since) {

    /** One line of its timeline. */
    public record Line(When at, String what, String reason) {}
}
