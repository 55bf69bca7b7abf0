package io.holdfast.cli;

import io.holdfast.keys.KeyPurpose;
import io.holdfast.keys.KeyRotation;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.release.StorageLimit;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.tenancy.TenantStanding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** What can be administered from the command line. Refuses with {@code RefusedException}. */
public interface Administration extends AutoCloseable {

    /** Makes a user who may do everything in the tenant named, or in the default one. */
    void createUser(String email, SecretText password, Optional<String> tenant);

    /** Makes a tenant and returns the token that its devices send. */
    String createTenant(String name);

    /** Suspends a tenant, or serves it again. */
    void stand(String tenant, TenantStanding standing);

    /** Sets what is given and tells what holds then. */
    TenantLimits limit(String tenant, Optional<DeviceLimit> devices, Optional<StorageLimit> storage);

    /** Decides how long a blind node honours what it knew of the tenant's devices. */
    void limitBlindness(String tenant, Duration atMost);

    /** Decides how often the links of the tenant's devices are pinged. */
    void pingEvery(String tenant, int seconds);

    /** Every signing key there is and was, without secrets. */
    List<KeyRotation.KnownKey> keys();

    /**
     * Makes a new key of the purpose and lets it sign when every node that lives has it.
     *
     * @param waiting told, about once a second, of the nodes that are waited for
     * @return the new key's number
     */
    int rotateKey(KeyPurpose purpose, Duration atMost, Consumer<List<UUID>> waiting);

    /** Ends the life of a key that signs no more. */
    void retireKey(KeyPurpose purpose, int keyId);

    @Override
    void close();
}
