package io.holdfast.api;

import io.holdfast.access.Caller;
import io.holdfast.platform.http.Reply;
import java.io.InputStream;
import java.io.OutputStream;
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

    /**
     * Begins an answer whose body is written as it is made; who writes waits for a caller that reads slowly. The answer is whole when
     * the stream was closed; a handler that returns or throws before cuts the connection, so that nobody takes half for all. What the
     * handler returns then is not sent. Once in a call.
     *
     * @param head status and headers; a {@code Content-Length} among them where it is known
     */
    OutputStream answer(Reply head);

    /**
     * Wants the connection to become a WebSocket when the handler returns; what it returns is not sent then. Only for routes whose
     * rule is {@link BodyRule.Upgraded}. A request that asks for no WebSocket is refused with 400 here.
     */
    void upgrade(SocketTaker taker);

    /** Who calls. Only for routes whose policy is not {@link Policy#ANYONE}; else a mistake of ours. */
    Caller caller();

    /** The caller's network address, for throttling and the audit trail only. */
    String remoteAddress();

    /** Scheme, host and port under which people and devices reach this server. */
    URI publicUrl();
}
