package io.holdfast.integration;

import io.holdfast.platform.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One HTTP answer, read to its end. Header names are in lower case. */
record Answer(int status, Map<String, String> headers, byte[] body) {

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** A member of the JSON object that the body is, as text; empty when it is not there. */
    Optional<String> field(String name) {
        if (body.length == 0 || body[0] != '{') {
            return Optional.empty();
        }
        return Optional.ofNullable(Json.tree(body).get(name)).map(value -> value.asString());
    }

    /** The stable code of a refusal, or nothing. */
    String code() {
        return field("code").orElse("");
    }

    /** Of the answer to a poll that offers an update: where its artifact is, as a device asks for it. */
    String downloadLink() {
        URI uri = URI.create(
                Json.tree(body).path("artifact").path("source").path("uri").asString());
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }

    /** The seconds to wait before the next attempt; empty when it was not put off. */
    OptionalLong retryAfter() {
        return header("retry-after").map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** Status and code, for a message that a person reads. Never the body: it may be a token. */
    @Override
    public String toString() {
        return (status + " " + code()).strip();
    }
}
