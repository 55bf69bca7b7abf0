package io.holdfast.wire.artifact;

import java.time.Instant;

/** A regular file in a tar archive, its name checked to be a harmless relative path. */
record TarEntry(String name, long size, Instant modified) {}
