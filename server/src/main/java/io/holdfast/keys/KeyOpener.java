package io.holdfast.keys;

import io.holdfast.platform.secrets.MasterKey;
import io.holdfast.platform.secrets.SealedSecret;
import io.holdfast.platform.secrets.SecretBytes;
import io.holdfast.platform.secrets.SecretPlace;
import io.holdfast.platform.secrets.UnreadableSecret;

/** Opens signing keys, wherever their sealed form was kept. Needs no database. */
@FunctionalInterface
public interface KeyOpener {

    /**
     * The key with its secret.
     *
     * @throws UnreadableSecret when it was sealed by another master key, in a form this version does not know, or was changed
     */
    ServerKey open(SealedServerKey sealed);

    /** Opens with the node's master key. */
    static KeyOpener with(MasterKey master) {
        return key -> new ServerKey(
                key.purpose(),
                key.keyId(),
                key.standing(),
                master.open(SealedSecret.parse(key.sealed()), place(key.purpose(), key.keyId())));
    }

    /** Seals a new key for its row. */
    static SealedSecret seal(MasterKey master, KeyPurpose purpose, int keyId, SecretBytes secret) {
        return master.seal(secret, place(purpose, keyId));
    }

    private static SecretPlace place(KeyPurpose purpose, int keyId) {
        return new SecretPlace("server_key." + purpose.storedName(), Integer.toString(keyId));
    }
}
