package io.holdfast.fleet.drill.crash;

import io.holdfast.fleet.management.ManagementApi;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes and ends personal access tokens, and changes settings. */
final class AccountWriter {
    static final String SETTINGS = "/api/management/v1/useradm/settings";
    static final String TOKENS = SETTINGS + "/tokens";

    private final Ledger ledger;
    private final Persistence persistence;
    private final ManagementApi api;

    AccountWriter(Ledger ledger, ManagementApi api) {
        this.ledger = ledger;
        this.persistence = new Persistence(ledger);
        this.api = api;
    }

    /** Makes a token. */
    void create(String name) {
        ManagementApi create = api.withKey("create-" + name);
        // the answer is a secret and not kept: who repeats the call learns that the name is taken, by himself
        persistence.write(
                Kind.TOKEN,
                name,
                told -> told.status() == 200,
                told -> told.status() == 409,
                () -> Attempt.Told.of(create.post(TOKENS, Map.of("name", name, "expires_in", 3600))));
        ledger.tokens.put(name, true);
    }

    /** Ends a token that was made. */
    void end(String name) {
        String list = persistence
                .read("the list of tokens", told -> told.status() == 200, () -> Attempt.Told.of(api.get(TOKENS)))
                .body();
        Optional<String> id = id(list, name);
        if (id.isEmpty()) {
            ledger.broken("the token " + name + " is acknowledged and not listed");
            return;
        }
        ManagementApi once = api.withKey("end-" + name);
        persistence.write(Kind.TOKEN_END, name, 204, () -> Attempt.Told.of(once.delete(TOKENS + "/" + id.get())));
        ledger.tokens.put(name, false);
    }

    private static Optional<String> id(String list, String name) {
        for (JsonNode token : JsonMapper.shared().readTree(list)) {
            if (token.path("name").asString().equals(name)) {
                return Optional.of(token.path("id").asString());
            }
        }
        return Optional.empty();
    }

    /** Changes the settings of everybody, then the caller's own. One change at a time: the last one counts. */
    void settings(int value) {
        set("tenant", SETTINGS, value);
        set("user", SETTINGS + "/me", value);
    }

    private void set(String owner, String path, int value) {
        ledger.settingsAsked.merge(owner, 1, Integer::sum);
        ManagementApi once = api.withKey("settings-" + owner + "-" + value);
        persistence.write(
                Kind.SETTINGS,
                owner + " " + value,
                201,
                () -> Attempt.Told.of(once.post(path, Map.of("value", value))));
        ledger.settings.put(owner, value);
    }
}
