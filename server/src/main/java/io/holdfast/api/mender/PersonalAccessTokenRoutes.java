package io.holdfast.api.mender;

import io.holdfast.access.PersonalAccessToken;
import io.holdfast.access.PersonalAccessTokens;
import io.holdfast.access.SessionEnd;
import io.holdfast.access.SessionId;
import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Fields;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.wire.json.MalformedInput;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tokens that people make for their programs. */
public final class PersonalAccessTokenRoutes {
    private static final String TOKENS = "/api/management/v1/useradm/settings/tokens";
    // The API documents one year.
    private static final long LIFETIME_SECONDS_MAX = 31_536_000;
    // The API requires a date, so that "never" needs one: the last that every client can read.
    private static final String NEVER = "9999-12-31T23:59:59Z";

    private static final Refusal NAME_EMPTY =
            Refusal.badRequest("token.name-empty", "\"name\" must say what the token is for; it is empty or blank.");
    private static final Refusal UNKNOWN = Refusal.notFound("token.unknown", "You have no such token.");

    private final PersonalAccessTokens tokens;

    public PersonalAccessTokenRoutes(PersonalAccessTokens tokens) {
        this.tokens = tokens;
    }

    /** The route table. */
    public List<Route> routes() {
        return List.of(
                Route.get(TOKENS, Policy.SIGNED_IN, this::list),
                Route.post(TOKENS, Policy.SIGNED_IN, BodyRule.JSON, this::create),
                Route.delete(TOKENS + "/{id}", Policy.SIGNED_IN, this::revoke));
    }

    private Reply list(Call call) {
        ArrayNode array = Json.array();
        tokens.list(call.caller()).forEach(token -> array.add(json(token)));
        return Reply.json(array);
    }

    private Reply create(Call call) {
        Fields fields = Fields.of(call.body(), Set.of("name", "expires_in"));
        String name = fields.text("name", PersonalAccessTokens.NAME_LENGTH_MAX)
                .orElseThrow(() -> MalformedInput.missing("name"));
        if (name.isBlank()) {
            throw NAME_EMPTY.exception();
        }
        return switch (tokens.create(call.caller(), call.requestId(), name, lifetime(fields))) {
            case PersonalAccessTokens.Outcome.Created created ->
                Reply.text(200, "application/jwt", created.value().reveal());
            case PersonalAccessTokens.Outcome.NameTaken taken ->
                Reply.refused(Refusal.conflict("token.name-taken", "You have a token of this name already."));
            case PersonalAccessTokens.Outcome.LimitReached reached ->
                Reply.refused(Refusal.unprocessable(
                        "token.limit-reached",
                        "You have " + PersonalAccessTokens.PER_USER_MAX + " tokens already; revoke one first."));
        };
    }

    private static Optional<Duration> lifetime(Fields fields) {
        long seconds = fields.wholeNumber("expires_in").orElse(0);
        if (seconds < 0 || seconds > LIFETIME_SECONDS_MAX) {
            throw Refusal.badRequest(
                            "token.lifetime",
                            "\"expires_in\" must be 0 (never) to " + LIFETIME_SECONDS_MAX + " seconds.")
                    .exception();
        }
        return seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    private Reply revoke(Call call) {
        boolean revoked = SessionId.parse(call.parameter("id"))
                .map(id -> tokens.revoke(call.caller(), call.requestId(), id))
                .orElse(false);
        return revoked ? Reply.empty(204) : Reply.refused(UNKNOWN);
    }

    private static ObjectNode json(PersonalAccessToken token) {
        ObjectNode json = Json.object()
                .put("id", token.id().toString())
                .put("name", token.name())
                .put("created_ts", token.created().toString());
        json.put(
                "expiration_date",
                switch (token.end()) {
                    case SessionEnd.Never never -> NEVER;
                    case SessionEnd.At at -> at.instant().toString();
                });
        token.lastUsed().ifPresent(at -> json.put("last_used", at.toString()));
        return json;
    }
}
