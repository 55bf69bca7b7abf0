package io.holdfast.web.view;

/** A name and what a device says under it. Comes from the device: never trusted, always escaped. */
public record Attribute(String name, String value) {}
