package io.holdfast.api;

import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.PermitHolder;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.RefusedException;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.wire.json.MalformedInput;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Applies a route's policy, runs its handler, and turns whatever happens into an answer that tells no more than it should. */
final class CallRunner {
    private static final Logger log = LoggerFactory.getLogger(CallRunner.class);
    private static final Duration DATABASE_RETRY = Duration.ofSeconds(5);
    private static final String BEARER = "Bearer ";
    private static final Refusal CUT = Refusal.badRequest("request.cut", "the body ended early");

    private final Authenticator authenticator;

    CallRunner(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    Reply run(Route route, HttpCall call) {
        return PermitHolder.during(() -> answer(route, call));
    }

    private Reply answer(Route route, HttpCall call) {
        Reply reply;
        try {
            Optional<Reply> stopped = admit(route, call);
            reply = stopped.isPresent() ? stopped.get() : route.handler().handle(call);
        } catch (RefusedException refused) {
            reply = Reply.refused(refused.refusal());
        } catch (MalformedInput malformed) {
            reply = Reply.refused(Refusal.badRequest(malformed.code(), malformed.sentence()));
        } catch (JacksonException malformed) {
            reply = Reply.refused(
                    Refusal.badRequest("request.malformed-json", "the body is not the JSON that this call takes"));
        } catch (DatabaseException database) {
            reply = databaseTrouble(route, call, database);
        } catch (UncheckedIOException broken) {
            reply = broken.getCause() instanceof SenderGone ? Reply.refused(CUT) : fault(route, call, broken);
        } catch (RuntimeException fault) {
            reply = fault(route, call, fault);
        }
        return reply.status() >= 400 ? identified(reply, call.requestId()) : reply;
    }

    private Optional<Reply> admit(Route route, HttpCall call) {
        return switch (route.policy()) {
            case ANYONE -> Optional.empty();
            case SIGNED_IN -> signedIn(call, bearer(call), unauthorized());
            case SOCKET ->
                foreign(call)
                        .or(() ->
                                signedIn(call, bearer(call).or(() -> call.cookie(SessionCookie.NAME)), unauthorized()));
            case OPEN_PAGE -> foreignWrite(call);
            case PAGE -> foreignWrite(call).or(() -> signedIn(call, call.cookie(SessionCookie.NAME), signInPage(call)));
        };
    }

    private Optional<Reply> signedIn(HttpCall call, Optional<String> token, Reply otherwise) {
        if (token.isEmpty()) {
            return Optional.of(otherwise);
        }
        return switch (authenticator.judge(token.get())) {
            case Authenticator.Outcome.SignedIn signedIn -> {
                call.caller(signedIn.caller());
                PermitHolder.owner(signedIn.caller().tenant());
                yield Optional.empty();
            }
            case Authenticator.Outcome.Refused refused -> Optional.of(otherwise);
            case Authenticator.Outcome.Unavailable away ->
                Optional.of(Reply.unavailable(
                        "database.away", "the server cannot check the token now; try again", away.retryAfter()));
        };
    }

    /** A program sends the header; Mender's own page sends its cookie to the same calls. */
    private static Optional<String> bearer(HttpCall call) {
        return call.header("Authorization")
                .filter(header -> header.startsWith(BEARER))
                .map(header -> header.substring(BEARER.length()));
    }

    /** A page's write that another site's page sends. */
    private static Optional<Reply> foreignWrite(HttpCall call) {
        boolean reads = call.method().equals("GET") || call.method().equals("HEAD");
        return reads ? Optional.empty() : foreign(call);
    }

    /** What another site's page sends: browsers name the sender in Origin. */
    private static Optional<Reply> foreign(HttpCall call) {
        String host = call.host();
        boolean foreign = call.header("Origin")
                .filter(origin -> !origin.equals("https://" + host) && !origin.equals("http://" + host))
                .isPresent();
        return foreign
                ? Optional.of(
                        Reply.refused(new Refusal(403, "page.foreign-origin", "this was sent by another site's page")))
                : Optional.empty();
    }

    private static Reply unauthorized() {
        return Reply.refused(new Refusal(401, "access.unauthorized", "sign in first; the token is missing or not good"))
                .header("WWW-Authenticate", "Bearer");
    }

    private static Reply signInPage(HttpCall call) {
        boolean reads = call.method().equals("GET");
        return Reply.seeOther(
                reads ? "/sign-in?next=" + URLEncoder.encode(call.path(), StandardCharsets.UTF_8) : "/sign-in");
    }

    private static Reply databaseTrouble(Route route, HttpCall call, DatabaseException trouble) {
        return switch (trouble.kind()) {
            case UNAVAILABLE ->
                Reply.unavailable("database.away", "the database does not answer; try again", DATABASE_RETRY);
            case CONTENTION ->
                Reply.unavailable("database.contention", "others changed the same things; try again", DATABASE_RETRY);
            case BAD_DATA, FAULT -> fault(route, call, trouble);
        };
    }

    private static Reply fault(Route route, HttpCall call, RuntimeException fault) {
        log.atError()
                .addKeyValue("request", call.requestId())
                .addKeyValue("route", route.method() + " " + route.path())
                .setCause(fault)
                .log("a call failed");
        return Reply.refused(
                new Refusal(500, "server.fault", "the server failed; its log has more under this request id"));
    }

    /** Adds the request id to a refusal's body. */
    static Reply identified(Reply reply, String requestId) {
        if (!json(reply) || !(Json.tree(reply.body()) instanceof ObjectNode body) || !body.has("code")) {
            return reply;
        }
        return new Reply(reply.status(), reply.headers(), Json.bytes(body.put("request_id", requestId)));
    }

    static boolean json(Reply reply) {
        return reply.headers().stream()
                .anyMatch(header -> header.getKey().equals("Content-Type")
                        && header.getValue().equals("application/json"));
    }
}
