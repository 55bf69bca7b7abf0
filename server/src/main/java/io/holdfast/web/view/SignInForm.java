package io.holdfast.web.view;

import java.util.Optional;

/** The sign-in form. */
public record SignInForm(Assets assets, String next, String email, Optional<String> refusal, Optional<Notice> notice) {}
