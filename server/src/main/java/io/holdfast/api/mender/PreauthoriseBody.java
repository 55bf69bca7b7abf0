package io.holdfast.api.mender;

import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.json.StrictJson;
import io.holdfast.wire.mender.DevicePublicKey;
import io.holdfast.wire.mender.IdentityData;
import java.nio.charset.StandardCharsets;

/** Mender's {@code PreAuthSet}. */
record PreauthoriseBody(IdentityData identity, DevicePublicKey key, boolean force) {
    private static final int BYTES_MAX = 64 * 1024;

    static PreauthoriseBody parse(byte[] body) {
        JsonValue.Obj fields = StrictJson.readObject(body, BYTES_MAX);
        IdentityData identity = new IdentityData(
                fields.object("identity_data").orElseThrow(() -> MalformedInput.missing("identity_data")));
        if (identity.canonicalJson().getBytes(StandardCharsets.UTF_8).length > IdentityData.MAX_BYTES) {
            throw MalformedInput.tooLarge("\"identity_data\"", IdentityData.MAX_BYTES);
        }
        DevicePublicKey key = DevicePublicKey.parse(fields.text("pubkey", DevicePublicKey.MAX_PEM_CHARS));
        return new PreauthoriseBody(identity, key, force(fields));
    }

    private static boolean force(JsonValue.Obj fields) {
        return fields.member("force")
                .map(value -> {
                    if (value instanceof JsonValue.Bool bool) {
                        return bool.value();
                    }
                    throw MalformedInput.wrongType("force", "true or false");
                })
                .orElse(false);
    }
}
