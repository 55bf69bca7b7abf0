package io.holdfast.wire.mender;

import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.json.StrictJson;
import java.nio.charset.StandardCharsets;

/**
 * What makes a device this device: the JSON object that its identity script prints, in one canonical form.
 *
 * @param attributes the object; never empty
 */
public record IdentityData(JsonValue.Obj attributes) {
    /** Bytes of the text in {@code id_data}; a MAC address and a serial number take 60. */
    public static final int MAX_BYTES = 4096;

    /** Refuses the empty identity: every device without an identity script would be one device. */
    public IdentityData {
        if (attributes.members().isEmpty()) {
            throw new MalformedInput("auth.identity-empty", "the identity must have at least one attribute");
        }
    }

    /**
     * Reads the JSON object that {@code id_data} holds as a string.
     *
     * @throws MalformedInput {@code auth.identity-not-an-object} and those of {@link StrictJson}
     */
    public static IdentityData parse(String idData) {
        if (StrictJson.read(idData.getBytes(StandardCharsets.UTF_8), MAX_BYTES) instanceof JsonValue.Obj object) {
            return new IdentityData(object);
        }
        throw new MalformedInput("auth.identity-not-an-object", "\"id_data\" must hold a JSON object");
    }

    /** The key-sorted JSON text, without white space. */
    public String canonicalJson() {
        return attributes.canonical();
    }

    /** SHA-256 of {@link #canonicalJson()}: 32 bytes, the key of the device in its tenant. */
    public byte[] sha256() {
        return Sha256.of(canonicalJson().getBytes(StandardCharsets.UTF_8));
    }
}
