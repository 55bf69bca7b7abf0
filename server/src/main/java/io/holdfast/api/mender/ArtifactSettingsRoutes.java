package io.holdfast.api.mender;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.release.ArtifactKeys;
import io.holdfast.release.SigningKeyId;
import io.holdfast.release.StorageLimits;
import io.holdfast.release.StorageUsage;
import io.holdfast.wire.artifact.SigningKey;
import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.StrictJson;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/** What holds for all artifacts of a tenant: how much it may store, and the keys that it signs with. */
public final class ArtifactSettingsRoutes {
    private static final String LIMIT = "/api/management/v1/deployments/limits/storage";
    private static final String KEYS = "/api/management/v1/deployments/signing_keys";
    private static final int BODY_BYTES_MAX = 16 * 1024;
    private static final int NAME_CHARS_MAX = 256;
    private static final int PEM_CHARS_MAX = 8 * 1024;
    private static final Refusal UNKNOWN = Refusal.notFound("signing-key.unknown", "there is no such signing key");

    private final StorageLimits limits;
    private final ArtifactKeys keys;

    public ArtifactSettingsRoutes(StorageLimits limits, ArtifactKeys keys) {
        this.limits = limits;
        this.keys = keys;
    }

    /** The route table. */
    public List<Route> routes() {
        return List.of(
                Route.get(LIMIT, Policy.SIGNED_IN, this::limit),
                Route.get(KEYS, Policy.SIGNED_IN, this::list),
                Route.post(KEYS, Policy.SIGNED_IN, new BodyRule.AtMost(BODY_BYTES_MAX), this::add),
                Route.delete(KEYS + "/{id}", Policy.SIGNED_IN, this::remove));
    }

    private Reply limit(Call call) {
        StorageUsage usage = limits.of(call.caller().tenant());
        return Reply.json(
                Json.object().put("limit", StorageText.onTheWire(usage.limit())).put("usage", usage.storedBytes()));
    }

    private Reply list(Call call) {
        ArrayNode array = Json.array();
        for (ArtifactKeys.Key key : keys.list(call.caller().tenant())) {
            array.addObject()
                    .put("id", key.id().toString())
                    .put("name", key.name())
                    .put("algorithm", key.algorithm())
                    .put("fingerprint", key.fingerprint())
                    .put("created_ts", key.created().toString());
        }
        return Reply.json(array);
    }

    private Reply add(Call call) {
        JsonValue.Obj body = StrictJson.readObject(call.body(), BODY_BYTES_MAX);
        String name = body.text("name", NAME_CHARS_MAX);
        if (name.isBlank()) {
            throw Refusal.badRequest("signing-key.name-missing", "give the key a name by which people know it")
                    .exception();
        }
        SigningKey key = SigningKey.parse(body.text("pubkey", PEM_CHARS_MAX));
        return switch (keys.add(call.caller(), call.requestId(), name.strip(), key)) {
            case ArtifactKeys.AddOutcome.Added added -> Reply.created(KEYS + "/" + added.id());
            case ArtifactKeys.AddOutcome.Known known ->
                Reply.refused(Refusal.conflict("signing-key.known", "this key is there already, as " + known.id()));
            case ArtifactKeys.AddOutcome.TooMany ignored ->
                Reply.refused(Refusal.unprocessable(
                        "signing-key.limit-reached",
                        "there are " + ArtifactKeys.MAX + " signing keys already; delete one that is out of use"));
        };
    }

    private Reply remove(Call call) {
        SigningKeyId id = SigningKeyId.parse(call.parameter("id")).orElseThrow(UNKNOWN::exception);
        return keys.remove(call.caller(), call.requestId(), id) ? Reply.empty(204) : Reply.refused(UNKNOWN);
    }
}
