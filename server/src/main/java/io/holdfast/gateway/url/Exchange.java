package io.holdfast.gateway.url;

import io.holdfast.exposure.DeviceUrl;
import io.holdfast.gateway.forward.StreamOpening;
import io.holdfast.gateway.forward.StreamTarget;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.http.Refusal;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request of a visitor and its answer, passed on as they come, with no more of either in memory than a window. Confined to the
 * request's event loop.
 */
final class Exchange implements Upstream.User {
    /** A program that thinks longer than this is taken for dead; the visitor's own connection is given up after 75 s. */
    private static final int ANSWER_SECONDS = 60;

    /** A WebSocket or a stream of events on which nothing moves; agents close their side after as long. */
    static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** A page that opens more connections than a device has places for is slower, and whole all the same. */
    private static final long PLACE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int PLACE_AGAIN_MILLIS = 50;

    private final ExchangeParts parts;
    private final HttpServerRequest request;
    private final DeviceUrl url;
    private final Visitor visitor;
    private final UrlPlace place;
    private final HttpRequest head;
    private final EventExecutor loop;
    private final Runnable done;
    private final boolean websocket;
    private Optional<Upstream> upstream = Optional.empty();
    private Optional<WebSocketPassage> passage = Optional.empty();
    private @Nullable ScheduledFuture<?> deadline;
    private boolean reused;
    private boolean asked;
    private boolean answered;
    private boolean interim;
    private boolean keepAlive;
    private boolean blocked;
    private boolean over;
    private final long begun;
    private volatile long moved;

    Exchange(
            ExchangeParts parts,
            HttpServerRequest request,
            UrlGate.Verdict.Admitted admitted,
            UrlPlace place,
            HttpRequest head,
            EventExecutor loop,
            Runnable done) {
        this.parts = parts;
        this.request = request;
        this.url = admitted.url();
        this.visitor = admitted.visitor();
        this.place = place;
        this.head = head;
        this.loop = loop;
        this.done = done;
        this.websocket = HttpUtil.isTransferEncodingChunked(head)
                ? false
                : head.headers().contains("Upgrade");
        this.begun = parts.clock().monotonicNanos();
        this.moved = begun;
    }

    DeviceUrl url() {
        return url;
    }

    Visitor visitor() {
        return visitor;
    }

    private UpstreamPool.Key key() {
        return new UpstreamPool.Key(url.device(), url.id(), url.epoch(), url.target(), visitor.key());
    }

    private HttpServerResponse response() {
        return request.response();
    }

    /** Goes: over a connection that waits, or a new one. The request is paused. */
    void begin() {
        response().exceptionHandler(gone -> abandon());
        response().closeHandler(gone -> abandon());
        if (response().closed()) {
            // Before there was anybody to be told.
            abandon();
            return;
        }
        // The device may have closed one that waits: only what can be asked twice is asked over it.
        boolean repeatable = !websocket && !TroublePages.hasBody(request) && safe(request.method());
        Optional<Upstream> waiting = repeatable ? parts.pool().take(loop, key()) : Optional.empty();
        if (waiting.isPresent()) {
            reused = true;
            use(waiting.get());
        } else {
            open();
        }
    }

    private void open() {
        reused = false;
        Upstream fresh = new Upstream(url.target(), parts.tls());
        StreamTarget target = StreamTarget.local(
                new DeviceRef(url.tenant(), url.device()), url.target().port());
        parts.streams().open(target, loop, fresh).thenAccept(opening -> {
            if (loop.inEventLoop()) {
                opened(fresh, opening);
            } else {
                loop.execute(() -> opened(fresh, opening));
            }
        });
    }

    private void opened(Upstream fresh, StreamOpening opening) {
        switch (opening) {
            case StreamOpening.Opened opened -> {
                if (over) {
                    opened.stream().close();
                } else {
                    fresh.on(opened.stream());
                    use(fresh);
                }
            }
            case StreamOpening.Refused refused -> {
                fresh.close();
                if (refused.reason() == StreamOpening.Reason.BUSY && !over && waitsForPlace()) {
                    return;
                }
                refuse(trouble(refused.reason()), refused);
            }
        }
    }

    private boolean waitsForPlace() {
        boolean still = parts.clock().monotonicNanos() - begun < PLACE_NANOS;
        if (still) {
            parts.pool().relieve(url.device());
            var later = loop.schedule(
                    () -> {
                        if (!over) {
                            open();
                        }
                    },
                    PLACE_AGAIN_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
        return still;
    }

    private static UrlTrouble trouble(StreamOpening.Reason reason) {
        return switch (reason) {
            case DEVICE_UNKNOWN, NOT_CONNECTED, LINK_ENDED -> UrlTrouble.OFFLINE;
            case BUSY -> UrlTrouble.DEVICE_BUSY;
            case NOT_SERVED -> UrlTrouble.NOT_SERVED;
            case NO_CONNECTION -> UrlTrouble.NOTHING_LISTENS;
            case TIMED_OUT -> UrlTrouble.CONNECT_TIMED_OUT;
        };
    }

    private void refuse(UrlTrouble trouble, StreamOpening.Refused refused) {
        String more = switch (trouble) {
            case OFFLINE -> parts.offline().sentence(url);
            case NOTHING_LISTENS -> "It was asked for port " + url.target().port() + ".";
            default -> "";
        };
        refuse(trouble, trouble.refusal(more));
    }

    private void refuse(UrlTrouble trouble, Refusal refusal) {
        if (!over) {
            over();
            TroublePages.answer(request, trouble, refusal);
        }
    }

    private void use(Upstream connection) {
        upstream = Optional.of(connection);
        connection.use(this);
        asked = false;
        boolean room = connection.send(head);
        if (!TroublePages.hasBody(request)) {
            request.resume();
            room = connection.send(LastHttpContent.EMPTY_LAST_CONTENT);
            asked = true;
            waitForAnswer();
            return;
        }
        request.handler(bytes -> pass(connection, bytes));
        request.endHandler(end -> {
            boolean more = connection.send(LastHttpContent.EMPTY_LAST_CONTENT);
            asked = true;
            waitForAnswer();
        });
        request.exceptionHandler(broken -> abandon());
        if (room) {
            request.resume();
        }
    }

    private void pass(Upstream connection, Buffer bytes) {
        touched();
        if (!connection.send(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes.getBytes()))) && !asked) {
            request.pause();
        }
    }

    private void waitForAnswer() {
        if (!answered && !over) {
            deadline = loop.schedule(
                    () -> {
                        if (!answered) {
                            refuse(UrlTrouble.ANSWER_LATE, UrlTrouble.ANSWER_LATE.refusal());
                        }
                    },
                    ANSWER_SECONDS,
                    TimeUnit.SECONDS);
        }
    }

    private void touched() {
        moved = parts.clock().monotonicNanos();
    }

    @Override
    public void head(HttpResponse answer) {
        touched();
        interim = Upstream.interim(answer.status());
        if (interim) {
            return;
        }
        answered = true;
        stopWaiting();
        int status = answer.status().code();
        if (status == 101) {
            upgrade(answer);
            return;
        }
        boolean bodyless = status == 204 || status == 304 || request.method().equals(HttpMethod.HEAD);
        boolean length = answer.headers().contains("Content-Length") && !HttpUtil.isTransferEncodingChunked(answer);
        keepAlive = HttpUtil.isKeepAlive(answer) && (bodyless || length || HttpUtil.isTransferEncodingChunked(answer));
        response().setStatusCode(status);
        AnswerForVisitor.head(answer.headers(), response().headers(), url, place, length);
        if (!bodyless && !length) {
            response().setChunked(true);
        }
        if (events(answer)) {
            // Nothing may move on it for long: the visitor's connection is then ours to look at, and no other
            // request's.
            response().putHeader("Connection", "close");
            FrontConnection.neverIdle(request.connection());
        }
        if (!asked) {
            response().putHeader("Connection", "close");
        }
        if (!bodyless) {
            var sent = response().writeHead();
            FrontConnection.flush(request.connection());
        }
    }

    private static boolean events(HttpResponse answer) {
        String type = answer.headers().get("Content-Type");
        return type != null && type.startsWith("text/event-stream");
    }

    private void upgrade(HttpResponse answer) {
        if (!websocket || !"websocket".equalsIgnoreCase(answer.headers().get("Upgrade"))) {
            failed(Upstream.Failure.MALFORMED);
            return;
        }
        response().setStatusCode(101);
        AnswerForVisitor.head(answer.headers(), response().headers(), url, place, false);
        response().putHeader("Connection", "Upgrade").putHeader("Upgrade", "websocket");
    }

    @Override
    public void body(byte[] bytes) {
        touched();
        if (passage.isPresent()) {
            passage.get().fromDevice(bytes);
        } else if (!over && answered) {
            var sent = response().write(Buffer.buffer(bytes));
            FrontConnection.flush(request.connection());
            if (response().writeQueueFull() && !blocked) {
                blocked = true;
                response().drainHandler(drained -> resumed());
            }
        }
    }

    private void resumed() {
        blocked = false;
        touched();
        upstream.ifPresent(Upstream::resumed);
    }

    @Override
    public boolean takes() {
        return passage.map(WebSocketPassage::takes).orElse(!blocked);
    }

    @Override
    public void end() {
        if (interim) {
            interim = false;
        } else if (passage.isEmpty() && response().getStatusCode() == 101) {
            upstream.ifPresent(open -> {
                WebSocketPassage through = new WebSocketPassage(open, this::touched, this::over);
                passage = Optional.of(through);
                open.upgraded();
                through.open(request);
            });
        } else if (!over) {
            finish();
        }
    }

    private void finish() {
        Upstream connection = upstream.orElseThrow();
        upstream = Optional.empty();
        over();
        if (keepAlive && asked) {
            parts.pool().give(loop, key(), connection);
        } else {
            connection.close();
        }
        boolean whole = asked;
        var ended = response().end().onComplete(sent -> {
            if (!whole) {
                var closed = request.connection().close();
            }
        });
    }

    @Override
    public void room() {
        if (passage.isPresent()) {
            passage.get().room();
        } else if (!asked && !over) {
            request.resume();
        }
    }

    @Override
    public void failed(Upstream.Failure failure) {
        if (over) {
            return;
        }
        if (passage.isPresent()) {
            passage.get().close();
            return;
        }
        if (reused && !answered && failure == Upstream.Failure.CLOSED) {
            stopWaiting();
            open(); // it was closed on the device while nobody used it
        } else if (response().headWritten()) {
            cut();
        } else {
            answered = true;
            UrlTrouble trouble = switch (failure) {
                case CLOSED -> UrlTrouble.NO_ANSWER;
                case MALFORMED -> UrlTrouble.BAD_ANSWER;
                case UNTRUSTED -> UrlTrouble.UNTRUSTED;
            };
            response().headers().clear();
            refuse(trouble, trouble.refusal());
        }
    }

    private static boolean safe(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD) || method.equals(HttpMethod.OPTIONS);
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    /** The visitor has gone. */
    private void abandon() {
        if (!over) {
            over();
        }
    }

    /** Ends it from our side, half an answer and all: the visitor sees that it is not whole. */
    void cut() {
        if (!over) {
            passage.ifPresent(WebSocketPassage::close);
            over();
            var closed = request.connection().close();
        }
    }

    /** Nothing has moved for too long. From any thread. */
    boolean idle(long now) {
        return now - moved > IDLE_NANOS;
    }

    EventExecutor loop() {
        return loop;
    }

    private void over() {
        if (!over) {
            over = true;
            stopWaiting();
            upstream.ifPresent(Upstream::close);
            done.run();
        }
    }
}
