package io.holdfast.cli;

import io.holdfast.platform.secrets.SecretText;
import java.time.Duration;
import java.util.Optional;

/** What can be administered from the command line. Refuses with {@code RefusedException}. */
public interface Administration extends AutoCloseable {

    /** Makes a user who may do everything in the tenant named, or in the default one. */
    void createUser(String email, SecretText password, Optional<String> tenant);

    /** Makes a tenant and returns the token that its devices send. */
    String createTenant(String name);

    /** Decides how long a blind node honours what it knew of the tenant's devices. */
    void limitBlindness(String tenant, Duration atMost);

    @Override
    void close();
}
