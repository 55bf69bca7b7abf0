package io.holdfast.web.view;

/** On the way to a device URL. */
public record EnterView(String address) {}
