package io.holdfast.web.view;

/** What a device wrote while it failed. */
public record LogView(String deployment, String deploymentName, String device, String deviceName, String messages) {}
