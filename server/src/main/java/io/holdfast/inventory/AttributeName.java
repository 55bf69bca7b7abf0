package io.holdfast.inventory;

/** An attribute's name; names are told apart by scope. */
public record AttributeName(AttributeScope scope, String name) {}
