package io.holdfast.api;

import io.holdfast.wire.json.StorableText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Whether a request's address can be decoded, and its parts stored; everything behind it may rely on that. */
final class RequestUri {
    private RequestUri() {}

    static boolean wellFormed(String uri) {
        try {
            return StorableText.storable(URLDecoder.decode(uri, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException brokenEscape) {
            return false;
        }
    }
}
