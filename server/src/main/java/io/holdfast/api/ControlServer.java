package io.holdfast.api;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.http.PublicAddress;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.http.RequestId;
import io.holdfast.platform.json.Json;
import io.holdfast.platform.metrics.RouteBook;
import io.holdfast.platform.metrics.RouteStats;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves people and programs: finds the route, bounds and reads the body, and hands the call to a virtual thread, where it may
 * wait for the database. Nothing here runs for a device.
 */
public final class ControlServer implements AutoCloseable {
    /** What an area's name begins with among the routes that are counted. */
    public static final String COUNTED_AS = "people.";

    /** Calls in progress; each may wait a second for one of ten connections, so more would only wait longer. */
    private static final int IN_PROGRESS_MAX = 512;

    private static final Duration BUSY_RETRY = Duration.ofSeconds(2);
    /** A body where none belongs, such as an empty JSON object, is read over up to so many bytes. */
    private static final int STRAY_BODY_MAX = 1024;

    /** The database gives a statement 5 s; an upload that takes longer is cut and sent again. */
    private static final Duration STOP_MAX = Duration.ofSeconds(6);

    private final RouteTable routes;
    private final CallRunner runner;
    private final PublicAddress address;
    private final Optional<RefusalPages> refusalPages;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("call-", 0).factory());
    private final BodyCollector bodies = new BodyCollector();
    private final Semaphore places = new Semaphore(IN_PROGRESS_MAX);
    private final Map<Route, RouteStats> areas = new IdentityHashMap<>();

    /** Answers every refusal with JSON. */
    public ControlServer(List<Route> routes, Authenticator authenticator, PublicAddress address) {
        this(routes, authenticator, address, Optional.empty());
    }

    /** Answers refusals outside of {@code /api/} with a page where a browser asks for one. */
    public ControlServer(
            List<Route> routes,
            Authenticator authenticator,
            PublicAddress address,
            Optional<RefusalPages> refusalPages) {
        this(routes, authenticator, address, refusalPages, new RouteBook(Clock.system()), CallCheck.none());
    }

    /** Also counts in a book how the routes do, by {@link RouteArea}, and puts off what the check says. */
    public ControlServer(
            List<Route> routes,
            Authenticator authenticator,
            PublicAddress address,
            Optional<RefusalPages> refusalPages,
            RouteBook book,
            CallCheck check) {
        this.refusalPages = refusalPages;
        routes.forEach(route -> areas.put(route, book.route(COUNTED_AS + RouteArea.of(route.path()))));
        this.routes = new RouteTable(routes);
        this.runner = new CallRunner(authenticator, check);
        this.address = address;
    }

    /** Answers one request. Called on the request's event loop. */
    public void handle(HttpServerRequest request) {
        String requestId = RequestId.of(request);
        if (!RequestUri.wellFormed(request.uri())) {
            refuse(
                    request,
                    requestId,
                    Refusal.badRequest("request.malformed-url", "the address is not properly encoded"));
            return;
        }
        String path = request.path() == null ? "/" : request.path().replaceAll("/{2,}", "/");
        String method = request.method().name();
        switch (routes.find(method.equals("HEAD") ? "GET" : method, path)) {
            case RouteTable.Match.Nothing nothing ->
                refuse(request, requestId, Refusal.notFound("route.unknown", "there is nothing at this address"));
            case RouteTable.Match.OtherMethods others -> {
                request.response().putHeader("Allow", String.join(", ", others.allowed()));
                refuse(
                        request,
                        requestId,
                        new Refusal(405, "route.method", "this address takes " + String.join(", ", others.allowed())));
            }
            case RouteTable.Match.Found found -> {
                if (places.tryAcquire()) {
                    begin(request, found.route(), call(request, requestId, path, found));
                } else {
                    busy(request, requestId);
                }
            }
        }
    }

    private HttpCall call(HttpServerRequest request, String requestId, String path, RouteTable.Match.Found found) {
        Context context = Vertx.currentContext();
        return new HttpCall(
                request,
                requestId,
                path,
                found.parameters(),
                address.of(request),
                head -> ResponseBody.begin(request, context, requestId, head));
    }

    private void begin(HttpServerRequest request, Route route, HttpCall call) {
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        switch (route.body()) {
            case BodyRule.Streamed streamed -> {
                RequestBody body = new RequestBody(request, Vertx.currentContext());
                call.stream(body);
                run(request, route, call, body::discard);
            }
            case BodyRule.Upgraded upgraded -> {
                request.pause();
                run(request, route, call, () -> {});
            }
            case BodyRule.AtMost atMost -> collect(request, route, call, atMost.bytes());
            case BodyRule.None none -> collect(request, route, call, STRAY_BODY_MAX);
        }
    }

    private void collect(HttpServerRequest request, Route route, HttpCall call, int max) {
        bodies.collect(request, max, outcome -> {
            switch (outcome) {
                case BodyCollector.Outcome.Whole whole -> {
                    call.body(route.body() instanceof BodyRule.None ? new byte[0] : whole.bytes());
                    run(request, route, call, () -> bodies.release(whole.bytes().length));
                }
                case BodyCollector.Outcome.TooLarge tooLarge -> {
                    places.release();
                    refuse(
                            request,
                            call.requestId(),
                            new Refusal(413, "request.too-large", "the body is larger than " + max + " bytes"));
                }
                case BodyCollector.Outcome.NoRoom full -> {
                    places.release();
                    busy(request, call.requestId());
                }
                case BodyCollector.Outcome.Cut cut -> places.release();
            }
        });
    }

    private void run(HttpServerRequest request, Route route, HttpCall call, Runnable afterwards) {
        Context context = Vertx.currentContext();
        long started = System.nanoTime();
        Runnable work = () -> {
            Reply reply;
            try {
                reply = runner.run(route, call);
            } finally {
                places.release();
                afterwards.run();
            }
            count(route, reply.status(), System.nanoTime() - started);
            Reply answer = reply;
            context.runOnContext(loop -> finish(request, route, call, answer));
        };
        try {
            threads.execute(work);
        } catch (RejectedExecutionException stopping) {
            places.release();
            afterwards.run();
            busy(request, call.requestId());
        }
    }

    /** Uploads and sockets last as long as their senders want, which says nothing of the server. */
    private void count(Route route, int status, long nanos) {
        RouteStats stats = areas.get(route);
        if (stats != null && !(route.body() instanceof BodyRule.Streamed)) {
            stats.answered(status, nanos);
        }
    }

    /** On the event loop, when the handler has returned or failed. */
    private void finish(HttpServerRequest request, Route route, HttpCall call, Reply reply) {
        if (call.responseBody().isPresent()) {
            call.responseBody().get().abandon();
        } else if (call.taker().isPresent() && reply.status() < 400) {
            WebSocketChannel.open(request, call.taker().get());
        } else {
            if (route.body() instanceof BodyRule.Upgraded) {
                request.resume();
            }
            write(request, call.requestId(), reply);
        }
    }

    private void busy(HttpServerRequest request, String requestId) {
        if (!request.isEnded()) {
            request.resume();
        }
        write(
                request,
                requestId,
                CallRunner.identified(
                        Reply.unavailable("server.busy", "too many calls are in progress; try again", BUSY_RETRY),
                        requestId));
    }

    private void refuse(HttpServerRequest request, String requestId, Refusal refusal) {
        write(request, requestId, CallRunner.identified(Reply.refused(refusal), requestId));
    }

    private void write(HttpServerRequest request, String requestId, Reply answer) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        Reply reply = answer.status() >= 400 && wantsPage(request) ? shown(answer, requestId) : answer;
        response.setStatusCode(reply.status());
        reply.headers().forEach(header -> response.headers().add(header.getKey(), header.getValue()));
        response.putHeader(RequestId.HEADER, requestId).putHeader("X-Content-Type-Options", "nosniff");
        if (!response.headers().contains("Cache-Control")) {
            response.putHeader("Cache-Control", "no-store");
        }
        if (request.method().name().equals("HEAD")) {
            response.putHeader("Content-Length", Integer.toString(reply.body().length))
                    .end();
        } else {
            response.end(Buffer.buffer(reply.body()));
        }
    }

    /** A browser that a person looks at, outside of the API. */
    private static boolean wantsPage(HttpServerRequest request) {
        String accept = request.getHeader("Accept");
        String path = request.path();
        return accept != null && accept.contains("text/html") && (path == null || !path.startsWith("/api/"));
    }

    private Reply shown(Reply refused, String requestId) {
        if (!CallRunner.json(refused) || !(Json.tree(refused.body()) instanceof ObjectNode body)) {
            return refused;
        }
        Refusal refusal = new Refusal(
                refused.status(),
                body.path("code").asString(""),
                body.path("error").asString(""));
        return refusalPages
                .map(pages -> {
                    Reply page = pages.page(refusal, requestId);
                    List<Map.Entry<String, String>> headers = new ArrayList<>(page.headers());
                    refused.headers().stream()
                            .filter(header -> !header.getKey().equals("Content-Type"))
                            .forEach(headers::add);
                    return new Reply(refused.status(), headers, page.body());
                })
                .orElse(refused);
    }

    /** Takes no more calls, lets those in progress end, and interrupts what is left after {@link #STOP_MAX}. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException hurried) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
