package io.holdfast.api.ops;

import java.util.Map;
import java.util.Optional;

/**
 * An operator's request, read whole.
 *
 * @param path without query
 * @param body at most 64 KiB
 */
public record OpsRequest(String method, String path, Map<String, String> query, byte[] body) {

    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }
}
