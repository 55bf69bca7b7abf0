package io.holdfast.api.ops;

import java.util.Map;
import java.util.Optional;

/**
 * An operator's request, read whole.
 *
 * @param path without query
 * @param body at most 64 KiB
 * @param cookies by name
 * @param remote the caller's network address, for throttling
 */
public record OpsRequest(
        String method,
        String path,
        Map<String, String> query,
        byte[] body,
        Map<String, String> cookies,
        String remote) {

    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    public Optional<String> cookie(String name) {
        return Optional.ofNullable(cookies.get(name));
    }

    /** A field of the body's form or JSON object. */
    public Optional<String> field(String name) {
        return OpsFields.of(this).text(name);
    }
}
