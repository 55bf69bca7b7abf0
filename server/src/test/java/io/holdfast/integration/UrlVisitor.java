package io.holdfast.integration;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A browser as it comes to device URLs: names their host, keeps one cookie, follows what leads on. */
final class UrlVisitor implements AutoCloseable {
    private final URI node;
    private final String host;
    private final List<RawConnection> connections = new ArrayList<>();
    private RawConnection connection;
    private Optional<String> cookie = Optional.empty();

    UrlVisitor(URI node, String host) {
        this.node = node;
        this.host = host;
        this.connection = anotherConnection();
    }

    RawConnection anotherConnection() {
        RawConnection opened = RawConnection.to(node);
        connections.add(opened);
        return opened;
    }

    Answer get(String target) {
        return send(Request.of("GET", target));
    }

    /** As a person goes to a page. */
    Answer go(String target) {
        return send(page(target));
    }

    static Request page(String target) {
        return Request.of("GET", target)
                .header("Accept", "text/html")
                .header("Sec-Fetch-Mode", "navigate")
                .header("Sec-Fetch-Site", "none");
    }

    Answer send(Request request) {
        Answer answer = on(connection, request);
        answer.header("set-cookie")
                .filter(text -> text.startsWith("__Host-holdfast-url="))
                .ifPresent(text -> cookie = Optional.of(text.substring(0, text.indexOf(';'))));
        if (answer.header("connection").filter("close"::equals).isPresent()) {
            connection = anotherConnection();
        }
        return answer;
    }

    Answer on(RawConnection which, Request request) {
        write(which, request);
        return which.read(request.head());
    }

    void write(RawConnection which, Request request) {
        which.write(withCookie(request).bytes(host));
    }

    private Request withCookie(Request request) {
        return cookie.map(text -> request.header("Cookie", text)).orElse(request);
    }

    Optional<String> cookie() {
        return cookie;
    }

    void cookie(String text) {
        cookie = Optional.of(text);
    }

    void forget() {
        cookie = Optional.empty();
    }

    @Override
    public void close() {
        connections.forEach(RawConnection::close);
    }
}
