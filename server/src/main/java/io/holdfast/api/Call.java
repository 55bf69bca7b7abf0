package io.holdfast.api;

import io.holdfast.access.Caller;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** One HTTP call as a handler sees it. */
public interface Call {

    /** From {@code X-MEN-RequestID} when the caller sent a sane one, else new; stands in the answer, the log and the audit trail. */
    String requestId();

    String method();

    /** The path as sent, without query, with doubled slashes folded. */
    String path();

    /** The path parameter that the route's pattern names. */
    String parameter(String name);

    /** The first value of the query parameter. */
    Optional<String> query(String name);

    /** All values of the query parameter, in order. */
    List<String> queryAll(String name);

    /** The raw query string, empty when there is none. */
    String queryText();

    Optional<String> header(String name);

    Optional<String> cookie(String name);

    /** The whole body; empty unless the route's rule is {@link BodyRule.AtMost}. */
    byte[] body();

    /** A field of an {@code application/x-www-form-urlencoded} body; a body with a text that cannot be stored is refused with 400. */
    Optional<String> form(String name);

    /** The body as it arrives, for {@link BodyRule.Streamed}; reading pauses the sender. Ends early with an IOException when the sender goes. */
    InputStream stream();

    /** Who calls. Only for routes whose policy is not {@link Policy#ANYONE}; else a mistake of ours. */
    Caller caller();

    /** The caller's network address, for throttling and the audit trail only. */
    String remoteAddress();

    /** Scheme, host and port under which people and devices reach this server. */
    URI publicUrl();
}
