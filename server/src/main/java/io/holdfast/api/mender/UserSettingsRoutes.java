package io.holdfast.api.mender;

import io.holdfast.access.Settings;
import io.holdfast.access.SettingsOwner;
import io.holdfast.access.UserSettings;
import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.platform.Uuids;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.wire.json.StrictJson;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Settings of user interfaces, which the server keeps and does not read. */
public final class UserSettingsRoutes {
    private static final String SETTINGS = "/api/management/v1/useradm/settings";
    // A user interface's columns and tours; a database row, not a file store.
    private static final int BYTES_MAX = 64 * 1024;

    private static final Refusal CHANGED = new Refusal(
            412, "settings.changed", "The settings were changed meanwhile; read them again and repeat the change.");

    private final UserSettings settings;

    public UserSettingsRoutes(UserSettings settings) {
        this.settings = settings;
    }

    /** The route table. */
    public List<Route> routes() {
        BodyRule body = new BodyRule.AtMost(BYTES_MAX);
        return List.of(
                Route.get(SETTINGS, Policy.SIGNED_IN, call -> show(call, SettingsOwner.TENANT)),
                Route.post(SETTINGS, Policy.SIGNED_IN, body, call -> set(call, SettingsOwner.TENANT)),
                Route.get(SETTINGS + "/me", Policy.SIGNED_IN, call -> show(call, SettingsOwner.CALLER)),
                Route.post(SETTINGS + "/me", Policy.SIGNED_IN, body, call -> set(call, SettingsOwner.CALLER)));
    }

    private Reply show(Call call, SettingsOwner owner) {
        Settings found = settings.read(call.caller(), owner);
        Reply reply = Reply.text(200, "application/json", found.json());
        return found.etag()
                .map(etag -> reply.header("ETag", "\"" + etag + "\""))
                .orElse(reply);
    }

    private Reply set(Call call, SettingsOwner owner) {
        String json = StrictJson.readObject(call.body(), BYTES_MAX).canonical();
        Optional<String> wanted = call.header("If-Match").filter(tag -> !tag.equals("*"));
        Optional<UUID> etag = wanted.flatMap(tag -> Uuids.parse(tag.replace("\"", "")));
        if (wanted.isPresent() && etag.isEmpty()) {
            return Reply.refused(CHANGED);
        }
        boolean replaced = settings.replace(call.caller(), call.requestId(), owner, json, etag);
        return replaced ? Reply.empty(201) : Reply.refused(CHANGED);
    }
}
