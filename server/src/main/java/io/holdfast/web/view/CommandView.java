package io.holdfast.web.view;

/**
 * A command to a device.
 *
 * @param waits whether it can still be taken back
 * @param until when it waits no more
 * @param answer the device's words where it failed; else empty
 */
public record CommandView(String id, String what, Chip state, boolean waits, When asked, When until, String answer) {}
