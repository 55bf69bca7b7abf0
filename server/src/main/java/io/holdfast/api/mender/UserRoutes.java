package io.holdfast.api.mender;

import io.holdfast.access.Email;
import io.holdfast.access.Password;
import io.holdfast.access.User;
import io.holdfast.access.UserChange;
import io.holdfast.access.UserId;
import io.holdfast.access.Users;
import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Fields;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.wire.json.MalformedInput;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** People, as Mender's user administration API has them. */
public final class UserRoutes {
    private static final String USERS = "/api/management/v1/useradm/users";
    private static final int TEXT_CHARS_MAX = 4096;

    private static final Refusal UNKNOWN = Refusal.notFound("user.unknown", "There is no such user.");
    private static final Refusal EMAIL_TAKEN =
            Refusal.unprocessable("user.email-taken", "Somebody has this e-mail address already.");

    private final Users users;

    public UserRoutes(Users users) {
        this.users = users;
    }

    /** The route table. */
    public List<Route> routes() {
        return List.of(
                Route.get(USERS, Policy.SIGNED_IN, this::list),
                Route.post(USERS, Policy.SIGNED_IN, BodyRule.JSON, this::create),
                Route.get(USERS + "/{id}", Policy.SIGNED_IN, this::show),
                Route.put(USERS + "/{id}", Policy.SIGNED_IN, BodyRule.JSON, this::change),
                Route.delete(USERS + "/{id}", Policy.SIGNED_IN, this::delete),
                Route.put("/api/management/v2/useradm/users/me", Policy.SIGNED_IN, BodyRule.JSON, this::changeOwn));
    }

    private Reply list(Call call) {
        ArrayNode array = Json.array();
        UserQuery.of(call)
                .ifPresent(filter -> users.list(call.caller().tenant(), filter).forEach(user -> array.add(json(user))));
        return Reply.json(array);
    }

    private Reply create(Call call) {
        Fields fields = Fields.of(call.body(), Set.of("email", "password"));
        Email email = email(fields).orElseThrow(() -> MalformedInput.missing("email"));
        String text = fields.text("password", TEXT_CHARS_MAX).orElseThrow(() -> MalformedInput.missing("password"));
        return switch (users.create(call.caller(), call.requestId(), email, chosen(text, email))) {
            case Users.CreateOutcome.Created created -> Reply.created(USERS + "/" + created.id());
            case Users.CreateOutcome.EmailTaken taken -> Reply.refused(EMAIL_TAKEN);
        };
    }

    private Reply show(Call call) {
        return users.find(call.caller().tenant(), id(call))
                .map(user -> Reply.json(json(user)))
                .orElseGet(() -> Reply.refused(UNKNOWN));
    }

    private Reply change(Call call) {
        return change(call, id(call), Fields.of(call.body(), Set.of("email", "password", "current_password")));
    }

    private Reply changeOwn(Call call) {
        return change(call, call.caller().user(), Fields.of(call.body(), Set.of("password", "current_password")));
    }

    private Reply change(Call call, UserId id, Fields fields) {
        Optional<Email> email = email(fields);
        Email owner = email.or(() -> users.find(call.caller().tenant(), id).map(User::email))
                .orElseThrow(UNKNOWN::exception);
        UserChange change = new UserChange(
                email,
                fields.text("password", TEXT_CHARS_MAX).map(text -> chosen(text, owner)),
                fields.text("current_password", TEXT_CHARS_MAX).map(Password::typed));
        return switch (users.change(call.caller(), call.requestId(), id, change)) {
            case Users.ChangeOutcome.Changed changed -> Reply.empty(204);
            case Users.ChangeOutcome.Unknown unknown -> Reply.refused(UNKNOWN);
            case Users.ChangeOutcome.EmailTaken taken -> Reply.refused(EMAIL_TAKEN);
            case Users.ChangeOutcome.WrongPassword wrong ->
                Reply.refused(Refusal.unprocessable(
                        "user.wrong-password", "\"current_password\" must be your present password."));
            case Users.ChangeOutcome.OthersPassword others ->
                Reply.refused(Refusal.unprocessable(
                        "user.others-password", "Only a user can change his or her own password."));
            case Users.ChangeOutcome.Throttled throttled -> SignInRoutes.tooMany(throttled.retryAfter());
        };
    }

    private Reply delete(Call call) {
        return switch (users.delete(call.caller(), call.requestId(), id(call))) {
            case Users.DeleteOutcome.Deleted deleted -> Reply.empty(204);
            case Users.DeleteOutcome.Unknown unknown -> Reply.refused(UNKNOWN);
            case Users.DeleteOutcome.LastOfTenant last ->
                Reply.refused(Refusal.unprocessable(
                        "user.last-of-tenant", "This is the last user; nobody could sign in any more."));
        };
    }

    private static UserId id(Call call) {
        String text = call.parameter("id");
        return text.equals("me") ? call.caller().user() : UserId.parse(text).orElseThrow(UNKNOWN::exception);
    }

    private static Optional<Email> email(Fields fields) {
        return fields.text("email", TEXT_CHARS_MAX)
                .map(text -> Email.parse(text)
                        .orElseThrow(() -> Refusal.unprocessable(
                                        "user.email-malformed", "\"email\" must be an e-mail address in ASCII.")
                                .exception()));
    }

    private static Password chosen(String text, Email owner) {
        return switch (Password.chosen(text, owner)) {
            case Password.Judged.Good good -> good.password();
            case Password.Judged.Refused refused ->
                throw Refusal.unprocessable(refused.code(), refused.sentence()).exception();
        };
    }

    private static ObjectNode json(User user) {
        return Json.object()
                .put("id", user.id().toString())
                .put("email", user.email().value())
                .put("created_ts", user.created().toString())
                .put("updated_ts", user.updated().toString());
    }
}
