package io.holdfast.platform.config;

/** Where operators are listened to. */
public record OpsConfig(String bind, Port port) {}
