package io.holdfast.api;

import io.holdfast.access.Caller;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.wire.json.StorableText;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call, with everything a handler asks for read on the event loop beforehand. */
final class HttpCall implements Call {
    private static final byte[] NO_BODY = new byte[0];
    /** Fields of one form page. */
    private static final int FORM_FIELDS_MAX = 1_000;

    private final String requestId;
    private final String method;
    private final String path;
    private final String query;
    private final Map<String, String> parameters;
    private final MultiMap queries;
    private final MultiMap headers;
    private final Map<String, String> cookies;
    private final String remoteAddress;
    private final String host;
    private final URI publicUrl;
    private byte[] body = NO_BODY;
    private @Nullable InputStream stream;
    private @Nullable Caller caller;
    private @Nullable Map<String, String> form;
    private final Answering answering;
    private @Nullable ResponseBody responseBody;
    private @Nullable SocketTaker taker;

    /** Begins an answer on the call's connection. */
    @FunctionalInterface
    interface Answering {
        ResponseBody begin(Reply head);
    }

    HttpCall(
            HttpServerRequest request,
            String requestId,
            String path,
            Map<String, String> parameters,
            URI publicUrl,
            Answering answering) {
        this.answering = answering;
        this.requestId = requestId;
        this.method = request.method().name();
        this.path = path;
        this.query = request.query() == null ? "" : request.query();
        this.parameters = parameters;
        this.queries = request.params();
        this.headers = request.headers();
        this.cookies = new HashMap<>();
        for (Cookie cookie : request.cookies()) {
            cookies.putIfAbsent(cookie.getName(), cookie.getValue());
        }
        this.remoteAddress = request.remoteAddress() == null
                ? ""
                : String.valueOf(request.remoteAddress().hostAddress());
        this.host = request.authority() == null ? "" : request.authority().toString();
        this.publicUrl = publicUrl;
    }

    /** The host, and port where it is not the scheme's own, that the caller believes to talk to. */
    String host() {
        return host;
    }

    void body(byte[] bytes) {
        this.body = bytes;
    }

    void stream(InputStream arriving) {
        this.stream = arriving;
    }

    /** Who calls, once the policy found that out. */
    Optional<Caller> callerIfKnown() {
        return Optional.ofNullable(caller);
    }

    void caller(Caller known) {
        this.caller = known;
    }

    @Override
    public String requestId() {
        return requestId;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no parameter " + name);
        }
        return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.ofNullable(queries.get(name));
    }

    @Override
    public List<String> queryAll(String name) {
        return queries.getAll(name);
    }

    @Override
    public String queryText() {
        return query;
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public Optional<String> cookie(String name) {
        return Optional.ofNullable(cookies.get(name));
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public Optional<String> form(String name) {
        if (form == null) {
            form = parseForm(new String(body, StandardCharsets.UTF_8));
        }
        return Optional.ofNullable(form.get(name));
    }

    private static Map<String, String> parseForm(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : text.split("&", FORM_FIELDS_MAX)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.putIfAbsent(
                        StorableText.require(decode(pair.substring(0, equals))),
                        StorableText.require(decode(pair.substring(equals + 1))));
            }
        }
        return fields;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            return text;
        }
    }

    @Override
    public InputStream stream() {
        if (stream == null) {
            throw new IllegalStateException("the route does not stream its body");
        }
        return stream;
    }

    @Override
    public OutputStream answer(Reply head) {
        if (responseBody != null) {
            throw new IllegalStateException("the answer was begun before");
        }
        responseBody = answering.begin(head);
        return responseBody;
    }

    /** The answer's body, if the handler began one. */
    Optional<ResponseBody> responseBody() {
        return Optional.ofNullable(responseBody);
    }

    @Override
    public void upgrade(SocketTaker wish) {
        if (!method().equals("GET")
                || !"websocket".equalsIgnoreCase(headers.get("Upgrade"))
                || !"13".equals(headers.get("Sec-WebSocket-Version"))
                || headers.get("Sec-WebSocket-Key") == null) {
            throw Refusal.badRequest("socket.not-asked-for", "ask for an upgrade to WebSocket")
                    .exception();
        }
        taker = wish;
    }

    /** Who takes the WebSocket, if the handler wants one. */
    Optional<SocketTaker> taker() {
        return Optional.ofNullable(taker);
    }

    @Override
    public Caller caller() {
        if (caller == null) {
            throw new IllegalStateException("the route lets anybody in");
        }
        return caller;
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }

    @Override
    public URI publicUrl() {
        return publicUrl;
    }
}
