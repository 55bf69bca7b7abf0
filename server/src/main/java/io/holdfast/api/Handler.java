package io.holdfast.api;

import io.holdfast.platform.http.Reply;

/**
 * Does a call. Runs on a virtual thread and may block. Throws {@link io.holdfast.platform.http.RefusedException} to refuse; a
 * {@link io.holdfast.platform.database.DatabaseException} becomes 503 with a time to come back, anything else 500.
 */
@FunctionalInterface
public interface Handler {
    Reply handle(Call call);
}
