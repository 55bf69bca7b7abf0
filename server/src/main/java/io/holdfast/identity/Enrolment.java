package io.holdfast.identity;

import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.DevicePublicKey;
import io.holdfast.wire.mender.IdentityData;

/** A device asks to be let in with this key. Its signature has been verified, its tenant token too. */
public record Enrolment(TenantId tenant, IdentityData identity, DevicePublicKey key) {}
