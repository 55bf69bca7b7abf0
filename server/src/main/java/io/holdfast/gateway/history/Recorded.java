package io.holdfast.gateway.history;

import io.holdfast.release.BlobKey;

/**
 * A recording that is stored, as asciicast version 2.
 *
 * @param whole whether it has everything that the terminal showed
 */
public record Recorded(BlobKey blob, long bytes, boolean whole) {}
