package io.holdfast.exposure;

import io.holdfast.platform.secrets.SecretText;
import java.util.Optional;

/** What became of the wish to make or change a device URL. */
public sealed interface UrlChange {

    /**
     * It is so.
     *
     * @param password made now, shown this once
     */
    record Done(DeviceUrl url, Optional<SecretText> password) implements UrlChange {}

    /** There is no such device, or no such URL of it. */
    record Unknown() implements UrlChange {}

    /** The device has as many as it may. */
    record TooMany() implements UrlChange {}
}
