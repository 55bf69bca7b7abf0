package io.holdfast.access;

import java.time.Instant;
import java.util.Optional;

/** A program's token as its owner sees it later: never its value. Last use is accurate to five minutes. */
public record PersonalAccessToken(
        SessionId id, String name, Instant created, SessionEnd end, Optional<Instant> lastUsed) {}
