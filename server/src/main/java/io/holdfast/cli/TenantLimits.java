package io.holdfast.cli;

import io.holdfast.release.StorageUsage;
import io.holdfast.tenancy.DeviceUsage;

/** What a tenant may have, and how much of it is used. */
public record TenantLimits(DeviceUsage devices, StorageUsage storage) {}
