package io.holdfast.tenancy;

/** A tenant's limit and how many of its devices are accepted now. */
public record DeviceUsage(DeviceLimit limit, int accepted) {}
