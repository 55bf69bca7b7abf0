package io.holdfast.platform.secrets;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;

/**
 * The key under which all stored secrets are sealed: a Tink keyset whose primary key seals and all of whose keys open. Never
 * prints itself.
 */
public final class MasterKey {

    static {
        try {
            AeadConfig.register();
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final KeysetHandle keys;
    private final Aead aead;

    private MasterKey(KeysetHandle keys) throws GeneralSecurityException {
        this.keys = keys;
        this.aead = keys.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    /** A new random key. */
    public static MasterKey generate() {
        try {
            return new MasterKey(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /** Reads {@link #text()}. */
    static MasterKey parse(String text) throws GeneralSecurityException {
        return new MasterKey(TinkJsonProtoKeysetFormat.parseKeyset(text, InsecureSecretKeyAccess.get()));
    }

    /** The keyset in the clear, for {@link MasterKeyFile} only. */
    String text() throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.serializeKeyset(keys, InsecureSecretKeyAccess.get());
    }

    /** This key with a new one that seals from now on; what was sealed before still opens. */
    public MasterKey rotated() {
        try {
            return new MasterKey(KeysetHandle.newBuilder(keys)
                    .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                            .withRandomId()
                            .makePrimary())
                    .build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a keyset that was read can be added to", e);
        }
    }

    /** Seals a secret for its place. */
    public SealedSecret seal(SecretBytes secret, SecretPlace place) {
        int keyId = keys.getPrimary().getId();
        byte[] additional = SealedSecret.additionalData(SealedSecret.AES_256_GCM, keyId, place);
        try {
            return SealedSecret.of(SealedSecret.AES_256_GCM, keyId, aead.encrypt(secret.reveal(), additional));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing does not fail", e);
        }
    }

    /**
     * Opens a secret that was sealed for this place.
     *
     * @throws UnreadableSecret when the scheme or key is unknown, or anything about it was changed
     */
    public SecretBytes open(SealedSecret sealed, SecretPlace place) {
        if (sealed.scheme() != SealedSecret.AES_256_GCM) {
            throw new UnreadableSecret(
                    "secret.scheme-unknown", "a stored secret has a scheme that this version cannot read");
        }
        if (!holds(sealed.keyId())) {
            throw new UnreadableSecret(
                    "secret.key-unknown", "a stored secret was sealed under another master key than this server has");
        }
        try {
            return SecretBytes.of(aead.decrypt(
                    sealed.ciphertext(), SealedSecret.additionalData(sealed.scheme(), sealed.keyId(), place)));
        } catch (GeneralSecurityException e) {
            throw new UnreadableSecret("secret.tampered", "a stored secret was changed or copied from another place");
        }
    }

    private boolean holds(int keyId) {
        for (int i = 0; i < keys.size(); i++) {
            KeysetHandle.Entry entry = keys.getAt(i);
            if (entry.getId() == keyId && entry.getStatus().equals(KeyStatus.ENABLED)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "MasterKey[‹redacted›]";
    }
}
