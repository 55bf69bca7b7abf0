package io.holdfast.inventory;

import java.time.Instant;

/**
 * What a device said of itself last.
 *
 * @param attributesJson in the stored form: an object of {@code name: {"value": ..., "description": ...}}
 */
public record LastInventory(String attributesJson, Instant received) {}
