package io.holdfast.fleet.management;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One answer of the management API. */
public record ManagementAnswer(String request, int status, HttpHeaders headers, String body) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * This answer, when it has the status the caller counts on.
     *
     * @throws IllegalStateException with the server's words otherwise
     */
    public ManagementAnswer expect(int wanted) {
        if (status != wanted) {
            throw new IllegalStateException(request + " answered " + status + " instead of " + wanted + ": " + body);
        }
        return this;
    }

    public JsonNode json() {
        return JSON.readTree(body);
    }

    /** The last part of the {@code Location} header: the id of what was created. */
    public String createdId() {
        String location =
                headers.firstValue("Location").orElseThrow(() -> new IllegalStateException(request + ": no Location"));
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
