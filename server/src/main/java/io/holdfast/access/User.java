package io.holdfast.access;

import java.time.Instant;

/** A person's account. */
public record User(UserId id, Email email, Instant created, Instant updated) {}
