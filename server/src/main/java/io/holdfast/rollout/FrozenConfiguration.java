package io.holdfast.rollout;

import io.holdfast.wire.mender.Configuration;

/**
 * What a deployment brings, as one text: an image holds thousands, and shares each with the devices that are configured to it.
 *
 * @param text {@link Configuration#text}
 */
public record FrozenConfiguration(String text) {
    public static FrozenConfiguration of(Configuration configuration) {
        return new FrozenConfiguration(configuration.text());
    }

    public Configuration content() {
        return Configuration.ofText(text);
    }

    /** Values may be passwords. */
    @Override
    public String toString() {
        return "FrozenConfiguration[‹redacted›]";
    }
}
