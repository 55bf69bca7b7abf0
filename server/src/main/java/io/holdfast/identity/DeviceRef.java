package io.holdfast.identity;

import io.holdfast.tenancy.TenantId;

/** A device and whose it is. Made from an authenticated record, never from a payload. */
public record DeviceRef(TenantId tenant, DeviceId device) {}
