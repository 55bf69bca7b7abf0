package io.holdfast.identity;

import java.time.Instant;

/** One key with which a device asked to be let in. */
public record AuthSet(AuthSetId id, String publicKeyPem, Standing standing, Instant created) {}
