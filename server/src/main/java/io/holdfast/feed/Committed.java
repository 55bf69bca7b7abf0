package io.holdfast.feed;

import java.util.OptionalLong;

/**
 * What a transaction returned and, when it changed something a device may see, its feed number. For a deed that was done before it is
 * a number that is not below that deed's.
 */
public record Committed<T>(T value, OptionalLong seq) {}
