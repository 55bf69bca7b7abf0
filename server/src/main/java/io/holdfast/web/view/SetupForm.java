package io.holdfast.web.view;

import java.util.Optional;

/** The form of the one-time link. */
public record SetupForm(Assets assets, String token, String email, int passwordLengthMin, Optional<String> refusal) {}
