package io.holdfast.gateway.files;

import java.util.OptionalLong;

/** Where a file goes on a device, to whom, and with which permissions; absent is the device's default. */
public record UploadTarget(String path, OptionalLong uid, OptionalLong gid, OptionalLong mode) {}
