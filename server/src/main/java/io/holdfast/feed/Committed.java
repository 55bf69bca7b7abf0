package io.holdfast.feed;

import java.util.OptionalLong;

/** What a transaction returned and, when it changed something a device may see, its feed number. */
public record Committed<T>(T value, OptionalLong seq) {}
