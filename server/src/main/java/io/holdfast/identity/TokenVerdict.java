package io.holdfast.identity;

import io.holdfast.edge.image.ImageDevice;
import java.time.Duration;

/** Whether a device's token lets its request in. Refusal needs proof; everything uncertain is not a refusal. */
public sealed interface TokenVerdict {

    /** The request is this device's. */
    record Good(ImageDevice device) implements TokenVerdict {}

    /** Proven bad: 401, upon which a Mender client authenticates again. */
    record Refused(String code) implements TokenVerdict {}

    /** Our own trouble: 503 with the time to come back. */
    record Unsure(String code, Duration retryAfter) implements TokenVerdict {}

    /** The token is newer than this node's image: ask again when the image has reached the number. */
    record Ahead(long seq) implements TokenVerdict {}
}
