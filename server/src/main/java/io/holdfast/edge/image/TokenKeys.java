package io.holdfast.edge.image;

import io.holdfast.keys.KeyOpener;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.keys.SealedServerKey;
import io.holdfast.wire.token.KeyLookup;
import io.holdfast.wire.token.TokenKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cell's signing keys, open.
 *
 * @param unopened the purposes of which a key could not be opened: what it signed is our trouble and not the caller's
 */
public record TokenKeys(Map<KeyPurpose, KeyRing> rings, List<SealedServerKey> sealed, Set<KeyPurpose> unopened) {
    private static final Logger log = LoggerFactory.getLogger(TokenKeys.class);

    static final TokenKeys NONE = new TokenKeys(Map.of(), List.of(), Set.of());

    public TokenKeys {
        rings = Map.copyOf(rings);
        sealed = List.copyOf(sealed);
        unopened = Set.copyOf(unopened);
    }

    /** Opens what can be opened; the rest is an alarm and makes the keys of its purpose incomplete. */
    public static TokenKeys open(List<SealedServerKey> sealed, KeyOpener opener) {
        Map<KeyPurpose, List<Opened>> opened = new EnumMap<>(KeyPurpose.class);
        Set<KeyPurpose> unopened = EnumSet.noneOf(KeyPurpose.class);
        for (SealedServerKey key : sealed) {
            try {
                opened.computeIfAbsent(key.purpose(), purpose -> new ArrayList<>())
                        .add(new Opened(key.signing(), opener.open(key).tokenKey()));
            } catch (RuntimeException closed) {
                unopened.add(key.purpose());
                log.atError()
                        .addKeyValue("purpose", key.purpose().storedName())
                        .addKeyValue("key", key.keyId())
                        .setCause(closed)
                        .log("a signing key cannot be opened");
            }
        }
        Map<KeyPurpose, KeyRing> rings = new EnumMap<>(KeyPurpose.class);
        opened.forEach((purpose, keys) -> rings.put(purpose, ring(keys)));
        return new TokenKeys(rings, sealed, unopened);
    }

    private record Opened(boolean signing, TokenKey key) {}

    private static KeyRing ring(List<Opened> keys) {
        Map<Integer, TokenKey> verifying = new HashMap<>();
        keys.forEach(opened -> verifying.put(opened.key().keyId(), opened.key()));
        Optional<TokenKey> signing =
                keys.stream().filter(Opened::signing).map(Opened::key).findFirst();
        return new KeyRing(signing, verifying);
    }

    /** Whether every key of the purpose is open: only then is an unknown key id proof of anything. */
    public boolean complete(KeyPurpose purpose) {
        return !unopened.contains(purpose);
    }

    public KeyRing ring(KeyPurpose purpose) {
        return rings.getOrDefault(purpose, KeyRing.EMPTY);
    }

    public KeyLookup deviceTokens() {
        return ring(KeyPurpose.DEVICE_TOKEN);
    }

    /** @throws NoSigningKey before the first load */
    public TokenKey signingDeviceTokens() {
        return ring(KeyPurpose.DEVICE_TOKEN).signingOrThrow(KeyPurpose.DEVICE_TOKEN);
    }

    public KeyLookup userTokens() {
        return ring(KeyPurpose.USER_TOKEN);
    }

    /** @throws NoSigningKey before the first load */
    public TokenKey signingUserTokens() {
        return ring(KeyPurpose.USER_TOKEN).signingOrThrow(KeyPurpose.USER_TOKEN);
    }

    public KeyLookup tenantTokens() {
        return ring(KeyPurpose.TENANT_TOKEN);
    }

    /** @throws NoSigningKey before the first load */
    public TokenKey signingTenantTokens() {
        return ring(KeyPurpose.TENANT_TOKEN).signingOrThrow(KeyPurpose.TENANT_TOKEN);
    }

    public KeyLookup downloadLinks() {
        return ring(KeyPurpose.DOWNLOAD_LINK);
    }

    /** @throws NoSigningKey before the first load */
    public TokenKey signingDownloadLinks() {
        return ring(KeyPurpose.DOWNLOAD_LINK).signingOrThrow(KeyPurpose.DOWNLOAD_LINK);
    }

    @Override
    public String toString() {
        return "TokenKeys[" + sealed.size() + " keys, ‹redacted›]";
    }
}
