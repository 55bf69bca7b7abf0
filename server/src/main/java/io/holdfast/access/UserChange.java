package io.holdfast.access;

import java.util.Optional;

/** What to change of a user. */
public record UserChange(Optional<Email> email, Optional<Password> password, Optional<Password> currentPassword) {}
