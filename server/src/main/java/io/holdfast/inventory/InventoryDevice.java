package io.holdfast.inventory;

import io.holdfast.identity.DeviceId;
import java.time.Instant;

/**
 * A device and what is known of it.
 *
 * @param attributesJson a JSON array of {@code {name, value, scope, description?}}, the management API's form; as text, because
 *     PostgreSQL keeps numbers that no parser here would take
 * @param updated when the last of it changed
 */
public record InventoryDevice(DeviceId id, String attributesJson, Instant updated) {}
