package io.holdfast.api.ops;

import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.RefusedException;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the route of an operator's request, checks the token, runs the handler and writes what it answers. */
final class OpsDispatch implements Handler<HttpServerRequest> {

    private static final Logger log = LoggerFactory.getLogger(OpsDispatch.class);
    private static final int BODY_BYTES_MAX = 64 << 10;

    private final List<OpsRoute> routes;
    private final OpsToken token;
    private final OpsSession session;
    private final OpsThreads threads;

    OpsDispatch(List<OpsRoute> routes, OpsToken token, OpsSession session) {
        this.session = session;
        this.routes = routes;
        this.token = token;
        this.threads = new OpsThreads();
    }

    @Override
    public void handle(HttpServerRequest request) {
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() <= BODY_BYTES_MAX) {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(end -> run(request, body.getBytes()));
    }

    private void run(HttpServerRequest request, byte[] body) {
        try {
            OpsRoute.Lane lane = route(request.method().name(), request.path())
                    .map(OpsRoute::lane)
                    .orElse(OpsRoute.Lane.MEMORY);
            threads.execute(lane, () -> write(request.response(), answer(request, body)));
        } catch (RejectedExecutionException full) {
            write(request.response(), refused(new Refusal(503, "ops.busy", "Too many calls at once; try again.")));
        }
    }

    /** Ends its threads; calls under way may finish. */
    void close() {
        threads.close();
    }

    private Reply answer(HttpServerRequest request, byte[] body) {
        try {
            Optional<OpsRoute> route = route(request.method().name(), request.path());
            OpsRequest asked = new OpsRequest(
                    request.method().name(), request.path(), query(request), body, cookies(request), remote(request));
            OpsRoute.Access access = route.map(OpsRoute::access).orElse(OpsRoute.Access.OPERATOR);
            boolean open = switch (access) {
                case FREE -> true;
                case OPERATOR -> bearer(request);
                case PAGE -> session.opens(asked.cookie(OpsSession.COOKIE));
            };
            if (!open && access == OpsRoute.Access.PAGE) {
                return Reply.seeOther("/sign-in");
            }
            if (!open) {
                throw new Refusal(401, "ops.token-missing", "Send the token of DATA/ops-token as a bearer token.")
                        .exception();
            }
            if (body.length > BODY_BYTES_MAX) {
                throw new Refusal(413, "ops.body-too-large", "Send at most 64 KiB.").exception();
            }
            return route.orElseThrow(() -> unknown(request.path())).handler().apply(asked);
        } catch (RefusedException refused) {
            return refused(refused.refusal());
        } catch (RuntimeException failed) {
            log.atError().setCause(failed).addKeyValue("path", request.path()).log("an operator's call failed");
            return refused(new Refusal(500, "internal", "Something unforeseen went wrong; the log tells more."));
        }
    }

    private boolean bearer(HttpServerRequest request) {
        return token.opens(
                Optional.ofNullable(request.getHeader("Authorization")).orElse(""));
    }

    private static Map<String, String> cookies(HttpServerRequest request) {
        Map<String, String> cookies = new HashMap<>();
        request.cookies().forEach(cookie -> cookies.putIfAbsent(cookie.getName(), cookie.getValue()));
        return cookies;
    }

    private static String remote(HttpServerRequest request) {
        return Optional.ofNullable(request.remoteAddress())
                .map(SocketAddress::hostAddress)
                .orElse("");
    }

    private Optional<OpsRoute> route(String method, String path) {
        return routes.stream()
                .filter(route -> route.method().equals(method) && route.covers(path))
                .findFirst();
    }

    private RefusedException unknown(String path) {
        boolean otherMethod = routes.stream().anyMatch(route -> route.covers(path));
        return otherMethod
                ? new Refusal(405, "ops.wrong-method", "This path is there for another method.").exception()
                : Refusal.notFound("ops.unknown-path", "There is nothing at this path.")
                        .exception();
    }

    private static Map<String, String> query(HttpServerRequest request) {
        Map<String, String> query = new HashMap<>();
        request.params().forEach(query::putIfAbsent);
        return query;
    }

    private static Reply refused(Refusal refusal) {
        return Reply.json(
                refusal.status(),
                Json.object()
                        .put("error", refusal.sentence())
                        .put("request_id", Dice.secure().uuid().toString())
                        .put("code", refusal.code()));
    }

    private static void write(HttpServerResponse response, Reply reply) {
        response.setStatusCode(reply.status());
        reply.headers().forEach(header -> response.headers().add(header.getKey(), header.getValue()));
        response.end(Buffer.buffer(reply.body())).onFailure(gone -> log.debug("the operator went away", gone));
    }
}
