package io.holdfast.fleet.link;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands in for the server's end of device links: takes them in, refuses them or leaves them without an answer, as the test says. */
final class StubGateway implements AutoCloseable {
    /** What is answered to an upgrade. */
    sealed interface Manner {
        record Take() implements Manner {}

        record Refuse(int status, String retryAfter) implements Manner {}

        record Ignore() implements Manner {}

        record Drop() implements Manner {}
    }

    private final Vertx vertx = Vertx.vertx();
    private final Set<ServerWebSocket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final Set<String> addresses = ConcurrentHashMap.newKeySet();
    private final AtomicInteger upgrades = new AtomicInteger();
    private final HttpServer server;
    private volatile Manner manner = new Manner.Take();

    StubGateway(HttpServerOptions options) {
        server = vertx.createHttpServer(options.setHost("127.0.0.1").setAcceptBacklog(4096))
                .requestHandler(this::handle);
        await(server.listen());
    }

    static StubGateway plain() {
        return new StubGateway(new HttpServerOptions().setPort(0));
    }

    void behave(Manner how) {
        manner = how;
    }

    private void handle(HttpServerRequest request) {
        upgrades.incrementAndGet();
        tokens.add(String.valueOf(request.getHeader("Authorization")));
        addresses.add(request.remoteAddress().hostAddress());
        switch (manner) {
            case Manner.Take take -> request.toWebSocket().onSuccess(this::taken);
            case Manner.Refuse refuse ->
                request.response()
                        .setStatusCode(refuse.status())
                        .putHeader("retry-after", refuse.retryAfter())
                        .end("not now");
            case Manner.Ignore ignore -> {}
            case Manner.Drop drop -> request.connection().close();
        }
    }

    private void taken(ServerWebSocket socket) {
        sockets.add(socket);
        socket.closeHandler(gone -> sockets.remove(socket));
        socket.binaryMessageHandler(
                message -> socket.writeBinaryMessage(Buffer.buffer("heard ").appendBuffer(message)));
    }

    int port() {
        return server.actualPort();
    }

    int open() {
        return sockets.size();
    }

    int upgrades() {
        return upgrades.get();
    }

    Set<String> tokens() {
        return tokens;
    }

    Set<String> addresses() {
        return addresses;
    }

    void closeAll(int code, String reason) {
        sockets.forEach(socket -> socket.close((short) code, reason));
    }

    void pingAll() {
        sockets.forEach(socket -> socket.writePing(Buffer.buffer("are you there")));
    }

    void sayToAll(Buffer message) {
        sockets.forEach(socket -> socket.writeBinaryMessage(message));
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static <T> void await(io.vertx.core.Future<T> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
