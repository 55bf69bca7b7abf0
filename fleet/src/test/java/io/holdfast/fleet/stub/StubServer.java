package io.holdfast.fleet.stub;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Answers every request with whatever the test says; the whole body is read first. */
public final class StubServer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    public StubServer(HttpServerOptions options, BiConsumer<HttpServerRequest, Buffer> answer) {
        server = vertx.createHttpServer(options.setPort(0).setHost("127.0.0.1"))
                .requestHandler(request -> request.body().onSuccess(body -> answer.accept(request, body)));
        await(server.listen());
    }

    public static StubServer plain(BiConsumer<HttpServerRequest, Buffer> answer) {
        return new StubServer(new HttpServerOptions(), answer);
    }

    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
