package io.holdfast.web.view;

/** A key with which a device asked to be let in. */
public record KeyView(
        String id, Chip standing, String fingerprint, String kind, When asked, boolean canAccept, boolean canReject) {}
