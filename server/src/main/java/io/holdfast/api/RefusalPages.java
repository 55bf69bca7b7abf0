package io.holdfast.api;

import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;

/** Shows a refusal to a person in a browser. Runs on an event loop too: must neither wait nor ask the database. */
@FunctionalInterface
public interface RefusalPages {

    /** The page; the server carries over the status and the headers of the refusal. */
    Reply page(Refusal refusal, String requestId);
}
