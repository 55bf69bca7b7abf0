package io.holdfast.fleet.drill.twonodes;

import io.holdfast.fleet.management.ManagementApi;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Map;

/** Devices that a person lets in beforehand and lets go again: two in three stay. */
final class ChangingFleet {
    private static final String DEVICES = "/api/management/v2/devauth/devices";

    private final ManagementApi api;
    private final Deque<String> known = new ArrayDeque<>();
    private int made;
    private int changes;

    ChangingFleet(ManagementApi api) {
        this.api = api;
    }

    /** Makes so many changes, each acknowledged before the next. */
    void change(int count) {
        for (int i = 0; i < count; i++) {
            if (changes % 3 == 2) {
                api.delete(DEVICES + "/" + known.remove()).expect(204);
            } else {
                known.add(preauthorised());
            }
            changes++;
        }
    }

    private String preauthorised() {
        made++;
        return api.post(DEVICES, Map.of("identity_data", Map.of("mac", "two-nodes-" + made), "pubkey", key()))
                .expect(201)
                .createdId();
    }

    private static String key() {
        try {
            KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
            keys.initialize(new ECGenParameterSpec("secp256r1"));
            return "-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(keys.generateKeyPair().getPublic().getEncoded())
                    + "\n-----END PUBLIC KEY-----\n";
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    int changes() {
        return changes;
    }

    int devices() {
        return known.size();
    }
}
